import Decisions

/// The place in a contest of one of the plans that customers are decided by.
struct ContestPart: Sendable {
  /// Its treatments.
  var treatments: Range<Int>
  /// The bit of each of its floors in the mask of a customer; nothing: its own bits are the contest's.
  var floors: [Int]?

  /// The mask of a customer, from that of the plan.
  func mask(_ own: UInt64) -> UInt64 {
    guard let floors, own != 0 else { return own }
    return floors.prefix(64).enumerated().reduce(0) { mask, floor in
      own >> UInt64(floor.offset) & 1 != 0 && floor.element < 64 ? mask | 1 << UInt64(floor.element) : mask
    }
  }
}

/// The limits of charters whose customers contend side by side.
struct JointLimits {
  private(set) var limits: [SlotLimit] = []
  /// By treatment, those of one charter after those of the one before.
  private(set) var uses: [[SlotUse]]
  private(set) var parts: [ContestPart] = []
  private var floorCount = 0

  /// A limit of a charter, with what is left of it.
  private struct Member {
    var plan: Int
    var limit: Int
    var room: Int64
  }

  init(_ plans: [CharterPlan], rooms: [[String: Int64]]) {
    var first = 0
    for plan in plans {
      let floors = plan.volumes.flatMap { $0.floors.map { _ in 0 } }
      parts.append(ContestPart(treatments: first..<first + plan.treatments.count, floors: floors))
      first += plan.treatments.count
    }
    uses = Array(repeating: [], count: first)
    for members in JointLimits.members(plans, rooms) { add(members, plans) }
  }

  /// What counts together, one list a limit of the contest.
  private static func members(_ plans: [CharterPlan], _ rooms: [[String: Int64]]) -> [[Member]] {
    var all: [[Member]] = []
    for (number, plan) in plans.enumerated() {
      for (limit, volume) in plan.volumes.enumerated() {
        let left = number < rooms.count ? rooms[number][volume.name] : nil
        let member = Member(plan: number, limit: limit, room: max(0, left ?? volume.max))
        let row = all.firstIndex { members in
          let other = plans[members[0].plan]
          return members[0].plan != number && volume.counts(with: other.volumes[members[0].limit], plan, other)
        }
        if let row { all[row].append(member) } else { all.append([member]) }
      }
    }
    return all
  }

  private mutating func add(_ members: [Member], _ plans: [CharterPlan]) {
    let volume = plans[members[0].plan].volumes[members[0].limit]
    let most = members.map(\.room).max() ?? 0
    var limit = SlotLimit(name: volume.name, room: most, isMoney: volume.isMoney)
    for member in members {
      let own = plans[member.plan].volumes
      let firstBit = own[..<member.limit].reduce(0) { $0 + $1.floors.count }
      for (place, floor) in own[member.limit].floors.enumerated() {
        let known = limit.floors.firstIndex { $0.name == floor.name }
        if let known {
          limit.floors[known].least = max(limit.floors[known].least, floor.least)
        } else {
          limit.floors.append(SlotFloor(name: floor.name, least: floor.least))
        }
        parts[member.plan].floors?[firstBit + place] = floorCount + (known ?? limit.floors.count - 1)
      }
    }
    floorCount += limit.floors.count
    limits.append(limit)
    for member in members { use(member, plans[member.plan]) }
    for member in members where member.room < most {
      limits.append(SlotLimit(name: volume.name, room: member.room, isMoney: volume.isMoney))
      use(member, plans[member.plan])
    }
  }

  /// Has a charter's treatments take of the last limit.
  private mutating func use(_ member: Member, _ plan: CharterPlan) {
    let first = parts[member.plan].treatments.lowerBound
    for (treatment, amount) in plan.volumes[member.limit].amounts.enumerated() where amount > 0 {
      uses[first + treatment].append(SlotUse(limit: limits.count - 1, amount: amount))
    }
  }
}

extension VolumePlan {
  /// Whether what is taken of one counts for the other.
  fileprivate func counts(with other: VolumePlan, _ plan: CharterPlan, _ otherPlan: CharterPlan) -> Bool {
    name == other.name && isMoney == other.isMoney && window == other.window
      && (window == nil || plan.charter.zones.first == otherPlan.charter.zones.first)
  }
}
