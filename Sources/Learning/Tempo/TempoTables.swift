import Decisions

/// Everybody's and the cohorts' rhythm of the week, at all half-lives.
struct TempoTables: Sendable, Equatable {
  /// The most cohorts; people of others are known by what everybody does.
  static let cohortsMax = 64
  /// How many expected answers the belief that hours do not matter is worth, and that a cohort is like everybody.
  private static let strength = 30.0

  /// By half-life.
  private(set) var weeks = TempoMixture.halfLivesDays.map { FadingWeeks(halfLifeSeconds: $0 * 86_400) }
  /// In the order in which they were met; cohort n has circle n + 1.
  private(set) var cohorts: [UInt64] = []

  /// A cohort: the customers of a country, on a kind of channel.
  static func cohort(_ country: Symbol, _ channel: ChannelKind) -> UInt64 {
    UInt64(country.rawValue) << 8 | UInt64(channel.rawValue)
  }

  /// The circle of a cohort; nothing where it is not known.
  func circle(of cohort: UInt64) -> Int? { cohorts.firstIndex(of: cohort).map { $0 + 1 } }

  mutating func add(_ cohort: UInt64, hour: Int, isPositive: Bool, expected: Double, at seconds: Int64) {
    if circle(of: cohort) == nil, cohorts.count < TempoTables.cohortsMax {
      cohorts.append(cohort)
      for life in weeks.indices { weeks[life].addCircle() }
    }
    let circles = circle(of: cohort).map { [0, $0] } ?? [0]
    for life in weeks.indices {
      weeks[life].add(circles: circles, hour: hour, isPositive: isPositive, expected: expected, at: seconds)
    }
  }

  /// What is believed of an hour at one half-life, of somebody of a cohort of whom nothing else is known.
  func belief(life: Int, circle: Int?, hour: Int) -> FactorBelief {
    let everybody = weeks[life].belief(circle: 0, hour: hour, prior: .usual, strength: TempoTables.strength)
    guard let circle else { return everybody }
    return weeks[life].belief(circle: circle, hour: hour, prior: everybody, strength: TempoTables.strength)
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(cohorts.count))
    for cohort in cohorts { writer.write(cohort) }
    for life in weeks { life.encode(into: &writer) }
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    for _ in 0..<(try reader.count(TempoTables.cohortsMax)) {
      let cohort = try reader.word()
      guard circle(of: cohort) == nil else { throw .damaged }
      cohorts.append(cohort)
      for life in weeks.indices { weeks[life].addCircle() }
    }
    for life in weeks.indices { try weeks[life].decode(from: &reader) }
  }
}

/// ``TempoTables`` with every hour's belief worked out, for decisions.
struct TempoCurves: Sendable {
  private let cohorts: [UInt64]
  /// By half-life, then circle, then hour.
  private let beliefs: [FactorBelief]

  init(_ tables: TempoTables) {
    cohorts = tables.cohorts
    beliefs = tables.weeks.indices.flatMap { life in
      (0...tables.cohorts.count).flatMap { circle in
        (0..<WeekCircle.hours).map { tables.belief(life: life, circle: circle == 0 ? nil : circle, hour: $0) }
      }
    }
  }

  /// The circle of a cohort; nothing where it is not known.
  func circle(of cohort: UInt64) -> Int? { cohorts.firstIndex(of: cohort).map { $0 + 1 } }

  /// See ``TempoTables/belief(life:circle:hour:)``.
  func belief(life: Int, circle: Int?, hour: Int) -> FactorBelief {
    beliefs[(life * (cohorts.count + 1) + (circle ?? 0)) * WeekCircle.hours + hour]
  }
}
