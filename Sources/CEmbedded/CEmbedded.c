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
    {0, 0, 0},
};

const struct embedded_file *embedded_files(void) { return files; }
