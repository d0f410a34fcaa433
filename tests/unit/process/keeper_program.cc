// What `lambent --lambent-keeper 0` runs, as a program of its own for the tests of Keeper.
#include "emulator/process/keeper.h"

int main() {
  return lambent::process::keep(0);
}
