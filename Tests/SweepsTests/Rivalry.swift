import Seeds
import Sweeps

/// A contest as plain values, for the sweep and for the solver that knows nothing of it.
struct Rivalry {
  struct Person {
    var key: UInt64
    var fallback: Double
    var options: [SlotOption]
    var floors: UInt64
  }

  var limits: [SlotLimit]
  var uses: [[SlotUse]]
  var people: [Person]

  /// The contest, with people added in some order.
  func contest(order: [Int]? = nil) -> Contest {
    var contest = Contest(limits: limits, uses: uses)
    for index in order ?? Array(people.indices) {
      let person = people[index]
      contest.add(key: person.key, fallback: person.fallback, options: person.options, floors: person.floors)
    }
    return contest
  }

  /// What an outcome of ``contest(order:)`` gives each person, by position in ``people``.
  func treatments(_ sweep: Sweep, order: [Int]? = nil) -> [Int?] {
    var treatments = [Int?](repeating: nil, count: people.count)
    for (place, index) in (order ?? Array(people.indices)).enumerated() { treatments[index] = sweep.treatment(place) }
    return treatments
  }

  /// What treatments are worth above the fallbacks.
  func gain(_ treatments: [Int?]) -> Double {
    zip(people, treatments).reduce(0) { sum, pair in
      guard let treatment = pair.1 else { return sum }
      let worth = pair.0.options.filter { $0.treatment == treatment }.map(\.worth).max() ?? -.infinity
      return sum + worth - pair.0.fallback
    }
  }

  // MARK: The rules, once more

  /// The floor of a limit that somebody belongs to; nothing for none.
  func floor(_ limit: Int, _ person: Person) -> Int? {
    let first = limits[..<limit].reduce(0) { $0 + $1.floors.count }
    return limits[limit].floors.indices.first { person.floors >> UInt64(first + $0) & 1 != 0 }
  }

  /// Whether somebody would rather take an option than their fallback, and it is possible at all.
  func isWanted(_ option: SlotOption, _ person: Person) -> Bool {
    option.worth > person.fallback && uses[option.treatment].allSatisfy { $0.amount <= limits[$0.limit].room }
  }

  /// What each floor keeps: what it asks for, as far as it has takers and room.
  var kept: [[Int64]] {
    limits.enumerated().map { limit, settings in
      var room = settings.room
      return settings.floors.enumerated().map { index, settings in
        var takers: Int64 = 0
        for person in people where floor(limit, person) == index {
          let amounts = person.options.filter { isWanted($0, person) }.flatMap { option in
            uses[option.treatment].filter { $0.limit == limit }.map(\.amount)
          }
          takers += amounts.max() ?? 0
        }
        let kept = min(settings.least, takers, room)
        room -= kept
        return kept
      }
    }
  }

  /// Units taken, by limit, then by floor; the last: by those in no floor.
  func taken(_ treatments: [Int?]) -> [[Int64]] {
    var taken = limits.map { $0.floors.map { _ in Int64(0) } + [0] }
    for (person, treatment) in zip(people, treatments) {
      guard let treatment else { continue }
      for use in uses[treatment] {
        taken[use.limit][floor(use.limit, person) ?? taken[use.limit].count - 1] += use.amount
      }
    }
    return taken
  }

  // MARK: By chance

  /// A seeded contest: several limits, slots and money, floors, ties, people who want the same.
  static func make(seed: UInt64, people: ClosedRange<Int>, roomMax: Int) -> Rivalry {
    var random = SeededGenerator(seed: seed)
    let limitCount = random.int(1...3)
    var limits: [SlotLimit] = []
    var isMoney: [Bool] = []
    for n in 0..<limitCount {
      let money = random.chance(0.35)
      var limit = SlotLimit(
        name: "limit\(n)", room: Int64(money ? random.int(1...roomMax) * 40 : random.int(0...roomMax)))
      if !money, random.chance(0.4) {
        limit.floors = (0..<random.int(1...2)).map {
          SlotFloor(name: "floor\($0)", least: Int64(random.int(0...roomMax / 2 + 1)))
        }
      }
      limits.append(limit)
      isMoney.append(money)
    }
    let uses = (0..<random.int(1...6)).map { _ -> [SlotUse] in
      var uses = limits.indices.filter { _ in random.chance(0.5) }.map { limit in
        SlotUse(limit: limit, amount: isMoney[limit] ? Int64(random.int(1...4) * 20) : 1)
      }
      if uses.isEmpty, random.chance(0.8) { uses = [SlotUse(limit: 0, amount: isMoney[0] ? 40 : 1)] }
      return uses
    }
    let floorCount = limits.reduce(0) { $0 + $1.floors.count }
    // Whole worths tie; some contests have few different ones.
    let isWhole = random.chance(0.3)
    let people = (0..<random.int(people)).map { _ -> Person in
      let fallback = random.chance(0.4) ? random.double(0...3) : 0
      let options = uses.indices.filter { _ in random.chance(0.7) }.map { treatment in
        let worth = random.double(0...10)
        return SlotOption(treatment: treatment, worth: isWhole ? worth.rounded() : worth)
      }
      let floors = UInt64(floorCount == 0 ? 0 : random.int(0...(1 << floorCount) - 1))
      return Person(key: random.next(), fallback: fallback, options: options, floors: floors)
    }
    return Rivalry(limits: limits, uses: uses, people: people)
  }
}
