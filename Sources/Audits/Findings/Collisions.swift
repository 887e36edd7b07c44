/// Two services that wrote to the same people on the same day.
public struct ServicePair: Hashable, Sendable {
  /// Positions in ``PastSends/services``, the first before the second.
  public let first: Int
  /// The other one.
  public let second: Int
  /// Days of persons: somebody who was written to by both on two days counts twice.
  public internal(set) var personDays = 0
  /// How many people.
  public internal(set) var people = 0
  /// The local days, as days since 1970, with the number of people of each, most people first, then the earlier day.
  public internal(set) var days: [(day: Int, people: Int)] = []

  init(first: Int, second: Int) {
    self.first = first
    self.second = second
  }

  /// Whether all figures are equal.
  public static func == (a: ServicePair, b: ServicePair) -> Bool {
    (a.first, a.second, a.personDays, a.people) == (b.first, b.second, b.personDays, b.people)
      && a.days.elementsEqual(b.days, by: ==)
  }

  /// Pairs are told apart by their services.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(first)
    hasher.combine(second)
  }
}

/// Days on which somebody heard from several services.
public struct Collisions: Sendable {
  /// Pairs of services that met, most days of persons first.
  public internal(set) var pairs: [ServicePair] = []
  /// Days of persons with a message, and those of them with messages of several services.
  public internal(set) var personDays = Rate()
  /// People, and those of them with such a day.
  public internal(set) var people = Rate()
  /// Whether there were more days of pairs than are kept apart, so that ``ServicePair/days`` may miss some.
  public internal(set) var areDaysIncomplete = false

  /// The most days of pairs that are kept apart.
  static let pairDaysMax = 1_000_000

  private let serviceCount: Int
  private var pairNumbers: [Int: Int] = [:]
  private var lastPersons: [Int] = []
  /// People by pair and day.
  private var pairDays: [UInt64: Int] = [:]

  init(serviceCount: Int) { self.serviceCount = serviceCount }

  /// Adds a person's sends: local days with the service that wrote, ascending.
  mutating func add(person: Int, _ days: [(day: Int, service: Int)]) {
    var start = 0
    var hasCollision = false
    while start < days.count {
      var end = start
      var services: [Int] = []
      while end < days.count, days[end].day == days[start].day {
        if services.last != days[end].service { services.append(days[end].service) }
        end += 1
      }
      personDays.count += 1
      if services.count > 1 {
        personDays.hits += 1
        hasCollision = true
        for a in services.indices {
          for b in services.indices where b > a { meet(services[a], services[b], day: days[start].day, person: person) }
        }
      }
      start = end
    }
    if !days.isEmpty { people = people + Rate(hits: hasCollision ? 1 : 0, count: 1) }
  }

  private mutating func meet(_ a: Int, _ b: Int, day: Int, person: Int) {
    let key = a * serviceCount + b
    let number: Int
    if let known = pairNumbers[key] {
      number = known
    } else {
      number = pairs.count
      pairNumbers[key] = number
      pairs.append(ServicePair(first: a, second: b))
      lastPersons.append(-1)
    }
    pairs[number].personDays += 1
    if lastPersons[number] != person {
      lastPersons[number] = person
      pairs[number].people += 1
    }
    let dayKey = UInt64(number) << 32 | UInt64(UInt32(truncatingIfNeeded: day))
    if let known = pairDays[dayKey] {
      pairDays[dayKey] = known + 1
    } else if pairDays.count < Collisions.pairDaysMax {
      pairDays[dayKey] = 1
    } else {
      areDaysIncomplete = true
    }
  }

  /// Puts pairs and their days in order, once everybody was added.
  mutating func finish() {
    for (key, people) in pairDays { pairs[Int(key >> 32)].days.append((Int(key & 0xFFFF_FFFF), people)) }
    pairDays = [:]
    for place in pairs.indices { pairs[place].days.sort { ($1.people, $0.day) < ($0.people, $1.day) } }
    pairs.sort { ($1.personDays, $0.first, $0.second) < ($0.personDays, $1.first, $1.second) }
  }
}
