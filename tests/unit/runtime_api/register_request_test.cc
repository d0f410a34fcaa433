// What an extension says of itself when it registers; runtime-api.md §2.2, §2.5.
#include "emulator/runtime_api/register_request.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::runtime_api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using environment::EventChoice;
using environment::ExtensionKind;

std::string complaint_about(std::string_view body) {
  const auto parsed = parse_register(body);
  const auto* complaint = std::get_if<Complaint>(&parsed);
  return complaint == nullptr ? "" : complaint->message;
}

std::vector<std::string> events_of(std::string_view body) {
  const auto parsed = parse_register(body);
  EXPECT_EQ(complaint_about(body), "") << body;
  const auto* events = std::get_if<std::vector<std::string>>(&parsed);
  return events == nullptr ? std::vector<std::string>{} : *events;
}

// "INVOKE SHUTDOWN", "INVOKE", "SHUTDOWN", "" or the complaint.
std::string choice_of(const std::vector<std::string>& events, ExtensionKind kind) {
  const auto chosen = choose_events(events, kind);
  if (const auto* complaint = std::get_if<Complaint>(&chosen)) return complaint->message;
  const auto& choice = std::get<EventChoice>(chosen);
  std::string text = choice.invoke ? "INVOKE" : "";
  if (choice.invoke && choice.shutdown) text += ' ';
  return choice.shutdown ? text + "SHUTDOWN" : text;
}

TEST(RegisterRequest, HasItsEventsAsTheyAreWritten) {
  EXPECT_THAT(events_of(R"({"events":["SHUTDOWN","INVOKE"]})"), ElementsAre("SHUTDOWN", "INVOKE"));
  EXPECT_THAT(events_of(R"( { "events" : [ "x", "" ] } )"), ElementsAre("x", ""));
  EXPECT_THAT(events_of("{}"), IsEmpty());
  EXPECT_THAT(events_of(R"({"events":[]})"), IsEmpty());
  EXPECT_THAT(events_of(R"({"events":null})"), IsEmpty());
  EXPECT_THAT(events_of(R"({"other":1,"events":["INVOKE"]})"), ElementsAre("INVOKE"));
}

TEST(RegisterRequest, MayHaveNoConfigurationKeys) {
  EXPECT_THAT(events_of(R"({"configurationKeys":[]})"), IsEmpty());
  EXPECT_THAT(events_of(R"({"configurationKeys":null})"), IsEmpty());
  EXPECT_EQ(complaint_about(R"({"configurationKeys":["a"]})"),
            "configurationKeys are deprecated; use environment variables instead");
  EXPECT_EQ(complaint_about(R"({"configurationKeys":["a"],"events":7})"),
            "configurationKeys are deprecated; use environment variables instead");
}

TEST(RegisterRequest, NamesWhatIsWrongWithItsBody) {
  EXPECT_THAT(complaint_about(""), ::testing::HasSubstr("unexpected end of input"));
  EXPECT_THAT(complaint_about("{"), ::testing::HasSubstr("line 1, column 2"));
  EXPECT_THAT(complaint_about("{\"events\":[\"\xff\"]}"), ::testing::HasSubstr("UTF-8"));
  EXPECT_EQ(complaint_about("null"), "expected a JSON object, found null");
  EXPECT_EQ(complaint_about("\"INVOKE\""), "expected a JSON object, found string");
  EXPECT_EQ(complaint_about(R"({"events":{}})"),
            "events: expected a list of strings, found object");
  EXPECT_EQ(complaint_about(R"({"events":["INVOKE",null]})"),
            "events: expected a list of strings, found null");
  EXPECT_EQ(complaint_about(R"({"configurationKeys":true})"),
            "configurationKeys: expected a list of strings, found boolean");
}

TEST(ChooseEvents, GivesEachKindWhatItMayHave) {
  constexpr auto kExternal = ExtensionKind::External;
  constexpr auto kInternal = ExtensionKind::Internal;
  constexpr const char* kNoShutdown = "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension";
  struct Row {
    std::vector<std::string> events;
    std::string external;
    std::string internal;
  };
  const Row rows[] = {
      {{},                     "",                               ""                              },
      {{"INVOKE"},             "INVOKE",                         "INVOKE"                        },
      {{"SHUTDOWN"},           "SHUTDOWN",                       kNoShutdown                     },
      {{"INVOKE", "SHUTDOWN"}, "INVOKE SHUTDOWN",                kNoShutdown                     },
      {{"SHUTDOWN", "INVOKE"}, "INVOKE SHUTDOWN",                kNoShutdown                     },
      {{"INVOKE", "INVOKE"},   "INVOKE",                         "INVOKE"                        },
      {{"invoke"},             "invoke: ErrorInvalidEventType",  "invoke: ErrorInvalidEventType" },
      {{"INVOKE", "RESTORE"},  "RESTORE: ErrorInvalidEventType", "RESTORE: ErrorInvalidEventType"},
      {{"SHUTDOWN", "X"},      "X: ErrorInvalidEventType",       kNoShutdown                     },
      {{"X", "SHUTDOWN"},      "X: ErrorInvalidEventType",       "X: ErrorInvalidEventType"      },
      {{""},                   ": ErrorInvalidEventType",        ": ErrorInvalidEventType"       },
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(::testing::PrintToString(row.events));
    EXPECT_EQ(choice_of(row.events, kExternal), row.external);
    EXPECT_EQ(choice_of(row.events, kInternal), row.internal);
  }
}

TEST(AcceptedFeatures, AreAListWhereOneIsKnown) {
  for (const char* list : {"accountId",
                           " accountId",
                           "accountId\t",
                           "a,accountId",
                           "accountId,b",
                           "a , accountId , b",
                           ",,accountId"}) {
    EXPECT_TRUE(accepts_account_id(list)) << list;
  }
  for (const char* list :
       {"", " ", ",", "accountID", "account Id", "accountIdx", "a", "a;accountId", "\"accountId\""})
    EXPECT_FALSE(accepts_account_id(list)) << list;
}

}  // namespace
}  // namespace lambent::runtime_api
