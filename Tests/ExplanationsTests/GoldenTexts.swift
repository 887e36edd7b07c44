extension ExplanationTests {
  static let english = """
    Customer c-3, 2026-11-23 20:30 (Europe/Paris)

    Say: We miss you, by email (net 14.38 €)

    Funnel
          6  asked about
          2  eligible, applicable, suitable
          1  permitted by the contact policy

    Candidates
      we_miss_you/email                   chosen, now  [chosen 1]
          P 15.0 % × V 80.00 € × 1.20 = priority 14.40 €; cost 0.02 €; net 14.38 €
      we_miss_you/sms                     quiet hours: evening (until 2026-11-24 09:00 (Europe/Paris))  [quiet_hours 421]
          P 10.0 % × V 80.00 € × 1.20 = priority 9.60 €; cost 0.09 €; net 9.51 €
          cost: sending 0.05 €, wear 0.04 €
      incident_update/email               makes no sense now: customer.open_incidents > 0  [inapplicable 215]
      incident_update/sms                 makes no sense now: customer.open_incidents > 0  [inapplicable 215]
      welcome/email                       makes no sense now: customer.segment == "new"  [inapplicable 215]
      gold_card/email                     not eligible: customer.segment == "regular"  [ineligible 205]

    """

  static let french = """
    Client c-3, le 2026-11-23 20:30 (Europe/Paris)

    Dire : Vous nous manquez, par email (net 14,38 €)

    Entonnoir
          6  envisagées
          2  éligibles, pertinentes, adaptées
          1  permises par la politique de contact

    Candidates
      we_miss_you/email                   choisie, maintenant  [chosen 1]
          P 15,0 % × V 80,00 € × 1,20 = priorité 14,40 € ; coût 0,02 € ; net 14,38 €
      we_miss_you/sms                     heures calmes : evening (jusqu’au 2026-11-24 09:00 (Europe/Paris))  [quiet_hours 421]
          P 10,0 % × V 80,00 € × 1,20 = priorité 9,60 € ; coût 0,09 € ; net 9,51 €
          coût : envoi 0,05 €, usure 0,04 €
      incident_update/email               hors de propos : customer.open_incidents > 0  [inapplicable 215]
      incident_update/sms                 hors de propos : customer.open_incidents > 0  [inapplicable 215]
      welcome/email                       hors de propos : customer.segment == "new"  [inapplicable 215]
      gold_card/email                     non éligible : customer.segment == "regular"  [ineligible 205]

    """
}
