// Who may run; invoke-api.md §6.2.
#include "invoke/admission.h"

#include <optional>

#include <gtest/gtest.h>

namespace lambent::invoke {
namespace {

constexpr auto kAdmitted = std::nullopt;
constexpr auto kReservedFull = ThrottleReason::ReservedFunctionConcurrency;
constexpr auto kAccountFull = ThrottleReason::AccountConcurrency;

TEST(Admission, AdmitsUpToTheAccount) {
  Admission admission(2);

  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("b"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kAccountFull);
  EXPECT_EQ(admission.admit("c"), kAccountFull) << "all unreserved functions share it";
}

TEST(Admission, AdmitsAgainWhenASlotIsGivenBack) {
  Admission admission(1);
  ASSERT_EQ(admission.admit("a"), kAdmitted);
  ASSERT_EQ(admission.admit("b"), kAccountFull);

  admission.release("a");

  EXPECT_EQ(admission.admit("b"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kAccountFull);
}

TEST(Admission, AdmitsAReservedFunctionUpToItsReservation) {
  Admission admission(10);
  admission.reserve("a", 2);

  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kReservedFull) << "though the account has room";

  admission.release("a");
  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kReservedFull);
}

TEST(Admission, TakesReservationsFromWhatTheOthersShare) {
  Admission admission(5);
  admission.reserve("a", 2);
  admission.reserve("b", 1);

  EXPECT_EQ(admission.admit("c"), kAdmitted);
  EXPECT_EQ(admission.admit("d"), kAdmitted);
  EXPECT_EQ(admission.admit("c"), kAccountFull) << "5 - 2 - 1 = 2";
  EXPECT_EQ(admission.admit("a"), kAdmitted) << "whatever the others do";
  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("b"), kAdmitted);
  EXPECT_EQ(admission.admit("b"), kReservedFull);
}

TEST(Admission, LeavesNothingForTheOthersWhenAllIsReserved) {
  Admission admission(3);
  admission.reserve("a", 3);

  EXPECT_EQ(admission.admit("b"), kAccountFull);
  EXPECT_EQ(admission.admit("a"), kAdmitted);
}

TEST(Admission, SurvivesReservationsOfMoreThanThereIs) {
  Admission admission(1);
  admission.reserve("a", 5);

  EXPECT_EQ(admission.admit("b"), kAccountFull);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kReservedFull);
}

TEST(Admission, SwitchesAFunctionWithReservationZeroOff) {
  Admission admission(10);
  admission.reserve("off", 0);

  EXPECT_EQ(admission.admit("off"), kReservedFull);
  EXPECT_EQ(admission.admit("off"), kReservedFull);
  EXPECT_EQ(admission.in_use("off"), 0);
  EXPECT_EQ(admission.admit("on"), kAdmitted);
}

TEST(Admission, ReplacesAReservation) {
  Admission admission(5);
  admission.reserve("a", 5);
  admission.reserve("a", 1);

  EXPECT_EQ(admission.admit("a"), kAdmitted);
  EXPECT_EQ(admission.admit("a"), kReservedFull);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(admission.admit("b"), kAdmitted);
  EXPECT_EQ(admission.admit("b"), kAccountFull);
}

TEST(Admission, CountsWhatIsInUse) {
  Admission admission(10);
  admission.reserve("reserved", 5);
  EXPECT_EQ(admission.in_use("reserved"), 0);
  EXPECT_EQ(admission.in_use("other"), 0);

  admission.admit("reserved");
  admission.admit("other");
  admission.admit("other");
  EXPECT_EQ(admission.in_use("reserved"), 1);
  EXPECT_EQ(admission.in_use("other"), 2);

  admission.release("other");
  admission.release("reserved");
  EXPECT_EQ(admission.in_use("reserved"), 0);
  EXPECT_EQ(admission.in_use("other"), 1);
}

TEST(Admission, CountsNoRefusal) {
  Admission admission(1);
  admission.reserve("a", 1);
  ASSERT_EQ(admission.admit("a"), kAdmitted);

  EXPECT_EQ(admission.admit("a"), kReservedFull);
  EXPECT_EQ(admission.admit("b"), kAccountFull);

  EXPECT_EQ(admission.in_use("a"), 1);
  EXPECT_EQ(admission.in_use("b"), 0);
}

TEST(AdmissionDeathTest, TakesASlotBackOnce) {
  Admission admission(1);
  admission.reserve("a", 1);
  EXPECT_DEATH(admission.release("a"), "a slot is given back once");
  EXPECT_DEATH(admission.release("b"), "a slot is given back once");
}

}  // namespace
}  // namespace lambent::invoke
