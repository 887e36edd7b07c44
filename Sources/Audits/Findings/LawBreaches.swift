import Decisions
import Times

/// The contact law that an audit holds past sends to.
public struct LawBook: Sendable {
  /// When contact is permitted, by country.
  public var hours: [Hours]
  /// Public holidays by country.
  public var holidays: [String: [Holiday]]

  /// Makes a book.
  public init(hours: [Hours] = [], holidays: [String: [Holiday]] = [:]) {
    self.hours = hours
    self.holidays = holidays
  }
}

/// How surely something happened.
enum Certainty: Int, Comparable {
  case no, possible, certain
  static func < (a: Certainty, b: Certainty) -> Bool { a.rawValue < b.rawValue }
}

/// How often one rule of law was broken.
public struct RuleBreaches: Hashable, Sendable {
  /// The rule's name.
  public let rule: String
  /// The country of the rule.
  public let country: String
  /// The text it comes from.
  public let citation: String
  /// Sends that broke it wherever the recipient is, of all places that are plausible.
  public internal(set) var certain = 0
  /// Sends that broke it in some plausible place, and not in every one, or whose purpose nobody said.
  public internal(set) var possible = 0
  /// People with a certain breach.
  public internal(set) var certainPeople = 0
}

/// Sends at hours and on days on which law forbids them.
public struct LawBreaches: Sendable {
  /// Sends that a rule of law had something to say about.
  public internal(set) var judged = 0
  /// Sends that broke some rule wherever the recipient is.
  public internal(set) var certain = 0
  /// Sends that may have broken one.
  public internal(set) var possible = 0
  /// People with a certain breach, and with a possible one and no certain one.
  public internal(set) var certainPeople = 0
  /// People with a possible breach only.
  public internal(set) var possiblePeople = 0
  /// Sends that a rule concerns and of which only the day is known, so that the hour was not judged.
  public internal(set) var withoutHour = 0
  /// Sends whose recipient's country nobody said.
  public internal(set) var withoutCountry = 0
  /// The rules that were broken or may have been, most certain breaches first.
  public internal(set) var rules: [RuleBreaches] = []

  private let book: LawBook
  private let byCountry: [String: [Int]]
  private let days: [String: [Int: [[String]]]]
  private var lastPersons: [Int]

  init(_ book: LawBook) {
    self.book = book
    byCountry = Dictionary(grouping: book.hours.indices) { book.hours[$0].rule.jurisdiction.country }
    days = book.holidays.mapValues { holidays in
      Dictionary(grouping: holidays) { $0.date.daysSince1970 }.mapValues { $0.map(\.regions) }
    }
    rules = book.hours.map {
      RuleBreaches(
        rule: $0.rule.name, country: $0.rule.jurisdiction.country, citation: $0.rule.jurisdiction.citation)
    }
    lastPersons = Array(repeating: -1, count: book.hours.count)
  }

  /// Judges a person's sends.
  mutating func add(person: Int, _ sends: [AuditedSend], _ walk: PersonWalk) {
    var worst = Certainty.no
    for send in sends { worst = max(worst, judge(send, person: person, walk)) }
    if worst == .certain { certainPeople += 1 }
    if worst == .possible { possiblePeople += 1 }
  }

  private mutating func judge(_ send: AuditedSend, person: Int, _ walk: PersonWalk) -> Certainty {
    let facts = walk.facts[send.kind]
    let hypotheses = walk.sends.places[send.place].hypotheses
    if hypotheses.allSatisfy(\.country.isEmpty) { withoutCountry += 1 }
    guard let channel = facts.channelKind else { return .no }
    // For each rule its least and greatest certainty over the places; for all rules together the same.
    var byRule: [Int: (least: Certainty, most: Certainty, places: Int)] = [:]
    var (least, most) = (Certainty.certain, Certainty.no)
    var isJudged = false
    for place in hypotheses {
      var here = Certainty.no
      for number in byCountry[place.country] ?? [] {
        let hours = book.hours[number]
        guard hours.rule.limits.channelKinds.contains(channel),
          let concern = concern(hours.rule, facts.nature, region: place.region)
        else { continue }
        let (day, second) = walk.local(send.seconds, zone: place.zone)
        guard isInForce(hours.rule.jurisdiction, day: day) else { continue }
        isJudged = true
        let found = min(concern, breach(hours, day: day, second: send.isDateOnly ? nil : second, place))
        here = max(here, found)
        let before = byRule[number] ?? (.certain, .no, 0)
        byRule[number] = (min(before.least, found), max(before.most, found), before.places + 1)
      }
      least = min(least, here)
      most = max(most, here)
    }
    guard isJudged else { return .no }
    judged += 1
    if send.isDateOnly { withoutHour += 1 }
    for (number, found) in byRule {
      let isEverywhere = found.places == hypotheses.count
      count(number, isEverywhere && found.least == .certain ? .certain : min(found.most, .possible), person)
    }
    let verdict = least == .certain ? Certainty.certain : min(most, .possible)
    if verdict == .certain { certain += 1 }
    if verdict == .possible { possible += 1 }
    return verdict
  }

  private mutating func count(_ rule: Int, _ verdict: Certainty, _ person: Int) {
    if verdict == .possible { rules[rule].possible += 1 }
    guard verdict == .certain else { return }
    rules[rule].certain += 1
    if lastPersons[rule] != person {
      lastPersons[rule] = person
      rules[rule].certainPeople += 1
    }
  }

  /// How surely a rule concerns such a send; nothing: not at all.
  private func concern(_ rule: ContactRule, _ nature: SendNature, region: String) -> Certainty? {
    let isConcerned: Certainty
    switch nature {
    case .promotion, .newsletter: isConcerned = rule.limits.purposeKinds.contains(.marketing) ? .certain : .no
    case .service: isConcerned = rule.limits.purposeKinds.contains(.service) ? .certain : .no
    case .legal: isConcerned = rule.limits.purposeKinds.contains(.legal) ? .certain : .no
    case .unknown: isConcerned = .possible
    }
    guard isConcerned != .no else { return nil }
    let regions = rule.jurisdiction.regions
    if regions.isEmpty || regions.contains(region) { return isConcerned }
    return region.isEmpty ? .possible : nil
  }

  private func isInForce(_ jurisdiction: Jurisdiction, day: Int) -> Bool {
    day >= jurisdiction.from?.daysSince1970 ?? .min && day < jurisdiction.until?.daysSince1970 ?? .max
  }

  /// Whether a local time lies outside the hours of a rule; without the second, whether the whole day does.
  private func breach(_ hours: Hours, day: Int, second: Int?, _ place: PlaceHypothesis) -> Certainty {
    // 1970-01-01 was a Thursday.
    let weekday = UInt8(1) << UInt8((day % 7 + 7 + 3) % 7)
    let isOpen = hours.allowed.contains { stretch in
      guard stretch.days & weekday != 0 else { return false }
      return second.map { $0 >= Int(stretch.fromSeconds) && $0 < Int(stretch.toSeconds) } ?? true
    }
    if !isOpen { return .certain }
    guard hours.areHolidaysClosed, let holidays = days[place.country]?[day] else { return .no }
    if holidays.contains(where: { $0.isEmpty || $0.contains(place.region) }) { return .certain }
    return place.region.isEmpty ? .possible : .no
  }

  /// Leaves the rules that were kept by everybody out, and puts the others in order.
  mutating func finish() {
    rules = rules.filter { $0.certain + $0.possible > 0 }
      .sorted { ($1.certain, $1.possible, $0.rule) < ($0.certain, $0.possible, $1.rule) }
  }
}
