import Charters

/// A charter with a different mistake in nearly every line.
enum ManyMistakes {
  static let files = [
    SourceFile(
      path: "charter.yaml",
      text: #"""
        name: Bad Bank
        currency: eur
        country: FRA
        zone: Europe/Pariss
        locale: de
        laws: [FR, XX]
        laws_left_out: [fr-sms-day-2026]
        purposes:
          marketing: { kind: marketting }
          service: { kind: service, floor: high }
        issues:
          sales:
            lever: 11
            groups: { cards: {}, loans: { levr: 1 } }
          care: {}
        hierarchy:
          - { name: first, issues: [care, caree] }
          - { name: second, issues: [care] }
        silence:
          - { name: never, when: customer.age > 18 && customer.age < 10 }
        costs: { wear: -1, half_life: 0s }
        timing: { when_forbidden: wait, horizon: 3 days }
        holdout: { name: h, share: 2 }
        """#),
    SourceFile(
      path: "world.yaml",
      text: #"""
        attributes:
          age: { type: int, min: 100, max: 18 }
          segment: { type: string, values: [gold, new] }
          score: { type: float }
          name: { type: string, min: 1 }
          flag: { type: bool, default: maybe }
        events: [login, login]
        import:
          attributes:
            agee: age
            segment: { missing: ["?"] }
        """#),
    SourceFile(
      path: "channels.yaml",
      text: #"""
        email: { kind: email, weight: 1.005 }
        web: { kind: web, cost: free }
        sms: { kind: smss, weight: 700 }
        """#),
    SourceFile(
      path: "policy.yaml",
      text: #"""
        caps:
          - { name: two-measures, max: 1, per: day, weight: { max: 3, per: 7d } }
          - { name: none }
          - { name: open-ended, max: 3 }
          - { name: half, limits: [ { max: 1.5, per: day } ] }
          - { name: nowhere, channels: [fax], max: 1, per: 7d }
        quiet_hours:
          - { name: half-open, from: "20:00" }
          - { name: late, from: "25:00", to: "08:00" }
        pauses:
          - { name: for-ever }
        spacing:
          - { name: none, least: 24h, from: 2026-02-30, until: 2026-01-01 }
        """#),
    SourceFile(
      path: "actions/a.yaml",
      text: #"""
        - name: card
          group: cards
          issue: sales
          purpose: marketing
          eligible: customer.agee > 18
          applicable: 'customer.segment == "silver"'
          suitable: customer.segment > 3
          value: customer.segment
          channels: { email: {}, fax: { propensity: 0.1 } }
        - name: card
          group: cards
          purpose: marketing
          value: 1
          propensity: 0.1
          channels: [email]
        - name: loan
          issue: sales
          purpose: marketing
          starts: 2026-12-01
          ends: 2026-11-01
          eligible: 'events("log_in").any()'
          value: 5
          propensity: 1.5
          channels: { email: { placements: [top] }, web: {} }
        - name: gift
          purpose: sales
          value: 5
          brand: [x]
          channels: [web]
        - group: cards
          purpose: marketing
          value: 1
          channels: [email]
        - name: twins
          group: cards
          purpose: marketing
          eligible: [ customer.flag, '!customer.flag' ]
          applicable: !customer.flag
          value: 1
          propensity: 0.1
          channels: [email, email]
        """#),
    SourceFile(
      path: "tests.yaml",
      text: #"""
        tests:
          - name: one
            at: tomorrow
            customer: { attributes: { agee: 3 } }
            expect: {}
          - name: two
            at: 2026-11-23T10:00
            customer:
              attributes: { age: old }
              consents: { marketing: [fax] }
              events: [ { name: log_in, days_ago: 1 } ]
              contacts: [ { action: other, channel: email, days_ago: 1 } ]
            expect: { chosen: [crad, loan/fax], reason: because, fates: { card: bad } }
        """#),
  ]
}
