#include "kernel/audit/trail.hpp"

namespace kontor::audit {

void EntryRecorded::rules(json::Rules<EntryRecorded>& rule) {
  rule(&EntryRecorded::action).doc("What was done, <module>.<what>");
  rule(&EntryRecorded::subject).doc("The id of what it was done to");
  rule(&EntryRecorded::before).doc("JSON, without personal data; empty where there was nothing");
  rule(&EntryRecorded::after).doc("JSON, without personal data; empty where nothing is left");
}

}  // namespace kontor::audit
