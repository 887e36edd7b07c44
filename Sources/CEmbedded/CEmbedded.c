#include "CEmbedded.h"

// One array a file, filled by the compiler (#embed, C23); nothing is read when the program runs.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char calling_codes[] = {
#embed "../Charters/Calendars/calling-codes.yaml"
};
static const unsigned char holidays_BR[] = {
#embed "../Charters/Calendars/holidays/BR.yaml"
};
static const unsigned char holidays_CA[] = {
#embed "../Charters/Calendars/holidays/CA.yaml"
};
static const unsigned char holidays_DE[] = {
#embed "../Charters/Calendars/holidays/DE.yaml"
};
static const unsigned char holidays_FR[] = {
#embed "../Charters/Calendars/holidays/FR.yaml"
};
static const unsigned char holidays_GB[] = {
#embed "../Charters/Calendars/holidays/GB.yaml"
};
static const unsigned char holidays_IN[] = {
#embed "../Charters/Calendars/holidays/IN.yaml"
};
static const unsigned char holidays_US[] = {
#embed "../Charters/Calendars/holidays/US.yaml"
};
static const unsigned char rules_BR[] = {
#embed "../Charters/Calendars/rules/BR.yaml"
};
static const unsigned char rules_CA[] = {
#embed "../Charters/Calendars/rules/CA.yaml"
};
static const unsigned char rules_DE[] = {
#embed "../Charters/Calendars/rules/DE.yaml"
};
static const unsigned char rules_FR[] = {
#embed "../Charters/Calendars/rules/FR.yaml"
};
static const unsigned char rules_GB[] = {
#embed "../Charters/Calendars/rules/GB.yaml"
};
static const unsigned char rules_IN[] = {
#embed "../Charters/Calendars/rules/IN.yaml"
};
static const unsigned char rules_US[] = {
#embed "../Charters/Calendars/rules/US.yaml"
};
static const unsigned char starter_charter_yaml[] = {
#embed "../../Examples/starter/charter.yaml"
};
static const unsigned char starter_world_yaml[] = {
#embed "../../Examples/starter/world.yaml"
};
static const unsigned char starter_channels_yaml[] = {
#embed "../../Examples/starter/channels.yaml"
};
static const unsigned char starter_policy_yaml[] = {
#embed "../../Examples/starter/policy.yaml"
};
static const unsigned char starter_tests_yaml[] = {
#embed "../../Examples/starter/tests.yaml"
};
static const unsigned char starter_actions_welcome_yaml[] = {
#embed "../../Examples/starter/actions/welcome.yaml"
};
static const unsigned char starter_customers_csv[] = {
#embed "../../Examples/starter/customers.csv"
};

#define FILE_ENTRY(path, name) {path, name, sizeof name}

static const struct embedded_file files[] = {
    FILE_ENTRY("calling-codes.yaml", calling_codes),
    FILE_ENTRY("holidays/BR.yaml", holidays_BR),
    FILE_ENTRY("holidays/CA.yaml", holidays_CA),
    FILE_ENTRY("holidays/DE.yaml", holidays_DE),
    FILE_ENTRY("holidays/FR.yaml", holidays_FR),
    FILE_ENTRY("holidays/GB.yaml", holidays_GB),
    FILE_ENTRY("holidays/IN.yaml", holidays_IN),
    FILE_ENTRY("holidays/US.yaml", holidays_US),
    FILE_ENTRY("rules/BR.yaml", rules_BR),
    FILE_ENTRY("rules/CA.yaml", rules_CA),
    FILE_ENTRY("rules/DE.yaml", rules_DE),
    FILE_ENTRY("rules/FR.yaml", rules_FR),
    FILE_ENTRY("rules/GB.yaml", rules_GB),
    FILE_ENTRY("rules/IN.yaml", rules_IN),
    FILE_ENTRY("rules/US.yaml", rules_US),
    FILE_ENTRY("starter/charter.yaml", starter_charter_yaml),
    FILE_ENTRY("starter/world.yaml", starter_world_yaml),
    FILE_ENTRY("starter/channels.yaml", starter_channels_yaml),
    FILE_ENTRY("starter/policy.yaml", starter_policy_yaml),
    FILE_ENTRY("starter/tests.yaml", starter_tests_yaml),
    FILE_ENTRY("starter/actions/welcome.yaml", starter_actions_welcome_yaml),
    FILE_ENTRY("starter/customers.csv", starter_customers_csv),
    {0, 0, 0},
};

const struct embedded_file *embedded_files(void) { return files; }
