// What `lambent --lambent-keeper 0 …` runs, as a program of its own for the tests of Keeper.
#include "emulator/process/keeper.h"

int main(int argc, char** argv) {
  return lambent::process::keep(0, argc > 3 ? argv[3] : "", argc > 4 ? argv[4] : "");
}
