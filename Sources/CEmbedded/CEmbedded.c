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
static const unsigned char bank_charter_yaml[] = {
#embed "../../Examples/bank/charter.yaml"
};
static const unsigned char bank_world_yaml[] = {
#embed "../../Examples/bank/world.yaml"
};
static const unsigned char bank_channels_yaml[] = {
#embed "../../Examples/bank/channels.yaml"
};
static const unsigned char bank_policy_yaml[] = {
#embed "../../Examples/bank/policy.yaml"
};
static const unsigned char bank_population_yaml[] = {
#embed "../../Examples/bank/population.yaml"
};
static const unsigned char bank_tests_yaml[] = {
#embed "../../Examples/bank/tests.yaml"
};
static const unsigned char bank_actions_care_yaml[] = {
#embed "../../Examples/bank/actions/care.yaml"
};
static const unsigned char bank_actions_collection_yaml[] = {
#embed "../../Examples/bank/actions/collection.yaml"
};
static const unsigned char bank_actions_information_yaml[] = {
#embed "../../Examples/bank/actions/information.yaml"
};
static const unsigned char bank_actions_nurture_yaml[] = {
#embed "../../Examples/bank/actions/nurture.yaml"
};
static const unsigned char bank_actions_rescue_yaml[] = {
#embed "../../Examples/bank/actions/rescue.yaml"
};
static const unsigned char bank_actions_resilience_yaml[] = {
#embed "../../Examples/bank/actions/resilience.yaml"
};
static const unsigned char bank_actions_retention_yaml[] = {
#embed "../../Examples/bank/actions/retention.yaml"
};
static const unsigned char bank_actions_sales_cards_yaml[] = {
#embed "../../Examples/bank/actions/sales-cards.yaml"
};
static const unsigned char bank_actions_sales_insurance_yaml[] = {
#embed "../../Examples/bank/actions/sales-insurance.yaml"
};
static const unsigned char bank_actions_sales_loans_yaml[] = {
#embed "../../Examples/bank/actions/sales-loans.yaml"
};
static const unsigned char bank_actions_sales_savings_yaml[] = {
#embed "../../Examples/bank/actions/sales-savings.yaml"
};
static const unsigned char bank_actions_service_yaml[] = {
#embed "../../Examples/bank/actions/service.yaml"
};
static const unsigned char bank_triggers_yaml[] = {
#embed "../../Examples/bank/triggers.yaml"
};
static const unsigned char bank_segments_yaml[] = {
#embed "../../Examples/bank/segments.yaml"
};
static const unsigned char bank_zones_yaml[] = {
#embed "../../Examples/bank/zones.yaml"
};
static const unsigned char bank_journeys_declined_payment_yaml[] = {
#embed "../../Examples/bank/journeys/declined-payment.yaml"
};
static const unsigned char bank_content_payment_reminder_yaml[] = {
#embed "../../Examples/bank/content/payment-reminder.yaml"
};
static const unsigned char bank_content_points_yaml[] = {
#embed "../../Examples/bank/content/points.yaml"
};
static const unsigned char bank_content_products_yaml[] = {
#embed "../../Examples/bank/content/products.yaml"
};
static const unsigned char bank_content_settings_yaml[] = {
#embed "../../Examples/bank/content/settings.yaml"
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
    FILE_ENTRY("bank/charter.yaml", bank_charter_yaml),
    FILE_ENTRY("bank/world.yaml", bank_world_yaml),
    FILE_ENTRY("bank/channels.yaml", bank_channels_yaml),
    FILE_ENTRY("bank/policy.yaml", bank_policy_yaml),
    FILE_ENTRY("bank/population.yaml", bank_population_yaml),
    FILE_ENTRY("bank/tests.yaml", bank_tests_yaml),
    FILE_ENTRY("bank/actions/care.yaml", bank_actions_care_yaml),
    FILE_ENTRY("bank/actions/collection.yaml", bank_actions_collection_yaml),
    FILE_ENTRY("bank/actions/information.yaml", bank_actions_information_yaml),
    FILE_ENTRY("bank/actions/nurture.yaml", bank_actions_nurture_yaml),
    FILE_ENTRY("bank/actions/rescue.yaml", bank_actions_rescue_yaml),
    FILE_ENTRY("bank/actions/resilience.yaml", bank_actions_resilience_yaml),
    FILE_ENTRY("bank/actions/retention.yaml", bank_actions_retention_yaml),
    FILE_ENTRY("bank/actions/sales-cards.yaml", bank_actions_sales_cards_yaml),
    FILE_ENTRY("bank/actions/sales-insurance.yaml", bank_actions_sales_insurance_yaml),
    FILE_ENTRY("bank/actions/sales-loans.yaml", bank_actions_sales_loans_yaml),
    FILE_ENTRY("bank/actions/sales-savings.yaml", bank_actions_sales_savings_yaml),
    FILE_ENTRY("bank/actions/service.yaml", bank_actions_service_yaml),
    FILE_ENTRY("bank/triggers.yaml", bank_triggers_yaml),
    FILE_ENTRY("bank/segments.yaml", bank_segments_yaml),
    FILE_ENTRY("bank/zones.yaml", bank_zones_yaml),
    FILE_ENTRY("bank/journeys/declined-payment.yaml", bank_journeys_declined_payment_yaml),
    FILE_ENTRY("bank/content/payment-reminder.yaml", bank_content_payment_reminder_yaml),
    FILE_ENTRY("bank/content/points.yaml", bank_content_points_yaml),
    FILE_ENTRY("bank/content/products.yaml", bank_content_products_yaml),
    FILE_ENTRY("bank/content/settings.yaml", bank_content_settings_yaml),
    {0, 0, 0},
};

const struct embedded_file *embedded_files(void) { return files; }
