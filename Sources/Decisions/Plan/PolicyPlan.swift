import Times

/// Where and when a contact rule holds, by numbers.
struct JurisdictionPlan: Sendable {
  let country: Symbol
  let regions: [Symbol]
  let fromDay: Int
  let untilDay: Int
  let isLegal: Bool
  /// The bit of its condition in the rule book; −1: none.
  let condition: Int
  /// Its number among the rules of all lists, by which experiments switch it off.
  let number: Int

  init(_ rule: ContactRule, condition: Int, number: Int) {
    let jurisdiction = rule.jurisdiction
    country = jurisdiction.country.isEmpty ? .none : Symbol(jurisdiction.country)
    regions = jurisdiction.regions.map { Symbol($0) }
    fromDay = jurisdiction.from?.daysSince1970 ?? .min
    untilDay = jurisdiction.until?.daysSince1970 ?? .max
    isLegal = jurisdiction.isLegal
    self.condition = condition
    self.number = number
  }

  /// Whether it concerns a customer at all, its dates and its condition left aside. A region nobody knows is taken to
  /// be every one: better a message too few than one against the law.
  @inline(__always) func concerns(country: Symbol, region: Symbol) -> Bool {
    (self.country == .none || self.country == country)
      && (regions.isEmpty || region == .none || regions.contains(region))
  }

  /// Whether it is in force on a local day.
  @inline(__always) func isInForce(onDay day: Int) -> Bool { day >= fromDay && day < untilDay }
}

struct CapPlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
  let counts: ScopePlan
  let subject: CapSubject
  let measure: CapMeasure
  let reason: Reason
}

struct SpacingPlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
  let counts: ScopePlan
  let seconds: Int64
}

struct HoursPlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
  let allowed: [WeeklyHours]
  let areHolidaysClosed: Bool
  let reason: Reason
}

struct SuppressionPlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
  let causes: ScopePlan
  let outcomes: UInt8
  let rule: Suppression
  let reason: Reason
}

struct PendingPlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
  let counts: ScopePlan
  let seconds: Int64
  let isSameChannelIncluded: Bool
}

struct PausePlan: Sendable {
  let jurisdiction: JurisdictionPlan
  let applies: [UInt64]
}

/// A holiday by numbers.
struct HolidayPlan: Sendable {
  let day: Int
  let regions: [Symbol]
}

/// The contact policy, by numbers: which treatments each rule limits stands in bit sets.
struct PolicyPlan: Sendable {
  let caps: [CapPlan]
  let spacings: [SpacingPlan]
  let hours: [HoursPlan]
  let suppressions: [SuppressionPlan]
  let pendings: [PendingPlan]
  let pauses: [PausePlan]
  /// How far apart marketing to a tired customer lies; nothing where the charter does not say.
  let tired: SpacingPlan?
  /// By country, ascending in day.
  let holidays: [(country: Symbol, days: [HolidayPlan])]
  /// What pressure, as a cost, is made of.
  let wearScope: ScopePlan
  /// When contacts count as ignored; nothing where no rule asks for that.
  let ignoredAfterSeconds: Int64?
  /// The rules of all lists by number, for experiments: the name (none of a rule that nobody can name), and what it limits.
  let rulesByNumber: [(name: String, isLegal: Bool, applies: [UInt64])]

  init(_ charter: Charter, treatments: [TreatmentPlan], conditionBit: (Rule?) -> Int) {
    let uncounted = charter.purposes.filter { !$0.counts }.map { Symbol($0.name) }
    func applies(_ rule: ContactRule) -> [UInt64] {
      let scope = ScopePlan(rule.limits)
      let bits = treatments.indices.filter { index in
        (rule.jurisdiction.isLegal || charter.purposes[treatments[index].purpose].isBlockable)
          && scope.matches(treatments[index].contact)
      }
      return BitWords.words(bits, count: treatments.count)
    }
    // Law counts every contact of its kind; the charter says which of its purposes count for its own rules.
    func counting(_ scope: Scope, _ rule: ContactRule) -> ScopePlan {
      ScopePlan(scope, uncounted: rule.jurisdiction.isLegal ? [] : uncounted)
    }
    var numbered: [(name: String, isLegal: Bool, applies: [UInt64])] = []
    func place(_ rule: ContactRule) -> JurisdictionPlan {
      numbered.append((rule.name, rule.jurisdiction.isLegal, applies(rule)))
      return JurisdictionPlan(rule, condition: conditionBit(rule.when), number: numbered.count - 1)
    }
    caps = charter.policy.caps.map {
      CapPlan(
        jurisdiction: place($0.rule), applies: applies($0.rule), counts: counting($0.counts, $0.rule),
        subject: $0.subject, measure: $0.measure, reason: $0.reason)
    }
    func spaced(_ spacing: Spacing) -> SpacingPlan {
      SpacingPlan(
        jurisdiction: place(spacing.rule), applies: applies(spacing.rule),
        counts: counting(spacing.counts, spacing.rule), seconds: spacing.seconds)
    }
    spacings = charter.policy.spacings.map(spaced)
    tired = charter.restraint?.tiredSpacing.map(spaced)
    if tired != nil { numbered[numbered.count - 1].name = "" }
    hours = charter.policy.hours.map {
      HoursPlan(
        jurisdiction: place($0.rule), applies: applies($0.rule), allowed: $0.allowed,
        areHolidaysClosed: $0.areHolidaysClosed,
        reason: $0.rule.jurisdiction.isLegal ? .legalHours : .quietHours)
    }
    suppressions = charter.policy.suppressions.map {
      SuppressionPlan(
        jurisdiction: place($0.rule), applies: applies($0.rule), causes: ScopePlan($0.rule.limits),
        outcomes: $0.after.reduce(0) { $0 | 1 << $1.rawValue }, rule: $0,
        reason: $0.rule.jurisdiction.isLegal ? .legalSuppression : .suppressed)
    }
    pendings = charter.policy.pendings.map {
      PendingPlan(
        jurisdiction: place($0.rule), applies: applies($0.rule), counts: ScopePlan($0.counts), seconds: $0.seconds,
        isSameChannelIncluded: $0.isSameChannelIncluded)
    }
    pauses = charter.policy.pauses.map { PausePlan(jurisdiction: place($0), applies: applies($0)) }
    holidays = charter.holidays.sorted { $0.key < $1.key }.map { country, days in
      (
        Symbol(country),
        days.map { HolidayPlan(day: $0.date.daysSince1970, regions: $0.regions.map { Symbol($0) }) }
          .sorted { $0.day < $1.day }
      )
    }
    rulesByNumber = numbered
    wearScope = ScopePlan(Scope(), uncounted: uncounted)
    ignoredAfterSeconds =
      charter.policy.suppressions.contains { $0.after.contains(.ignored) } ? charter.policy.ignoredAfterSeconds : nil
  }
}

extension Cap {
  /// The reason a full cap gives.
  var reason: Reason {
    if rule.jurisdiction.isLegal { return .legalCap }
    switch (subject, measure) {
    case (.address, _): return .addressCap
    case (.household, _): return .householdCap
    case (.customer, .contacts): return .cap
    case (.customer, _): return .pressureCap
    }
  }
}
