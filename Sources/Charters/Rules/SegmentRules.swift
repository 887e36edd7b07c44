import Decisions
import Expressions

/// The rules of segments, which may ask about one another, in no circle.
struct SegmentRules {
  /// A segment with what it asks about.
  private struct Member {
    var name: String
    var node: FileNode
    var rule: Rule?
    var asked: [(name: String, range: SourceRange)]
  }

  /// The most circles that are looked for in one charter.
  private static let circlesMax = 20

  private var members: [Member] = []
  private var positions: [String: Int] = [:]
  /// Positions of members, each after those that it asks about.
  private var order: [Int] = []

  /// Takes a segment with the calls of `inSegment` in its rule.
  mutating func add(_ name: String, _ rule: Rule?, asking: [(name: String, range: SourceRange)], at node: FileNode) {
    positions[name] = members.count
    members.append(Member(name: name, node: node, rule: rule, asked: asking))
  }

  /// Puts the segments into their order, and calls `report` with a sentence for each circle, at the call that closes it.
  mutating func sort(_ report: (String, SourceRange, FileNode) -> Void) {
    let asked = members.map { member in member.asked.compactMap { positions[$0.name] } }
    var askers = Array(repeating: [Int](), count: members.count)
    for (member, others) in asked.enumerated() { for other in others { askers[other].append(member) } }
    var missing = asked.map(\.count)
    var isDone = Array(repeating: false, count: members.count)
    var ready = members.indices.filter { missing[$0] == 0 }
    var (first, reported) = (0, 0)
    order = []
    while order.count < members.count {
      while let next = ready.popLast() {
        isDone[next] = true
        order.append(next)
        for asker in askers[next] where !isDone[asker] {
          missing[asker] -= 1
          if missing[asker] == 0 { ready.append(asker) }
        }
      }
      while first < members.count, isDone[first] { first += 1 }
      guard first < members.count, reported < SegmentRules.circlesMax else { return }
      // All that is left waits for something that is left, so a walk from anywhere ends in a circle.
      let circle = circle(from: first) { asked[$0].first { !isDone[$0] } }
      let names = (circle + circle.prefix(1)).map { "`\(members[$0].name)`" }.joined(separator: " asks about ")
      guard let start = circle.first else { return }
      if let call = call(of: circle.count > 1 ? circle[1] : start, in: members[start]) {
        report("segments ask about one another in a circle: \(names)", call, members[start].node)
      }
      reported += 1
      missing[start] = 0
      ready = [start]
    }
  }

  /// The circle at the end of a walk, beginning with the segment that is declared first.
  private func circle(from start: Int, _ next: (Int) -> Int?) -> [Int] {
    var way: [Int] = []
    var places: [Int: Int] = [:]
    var at = start
    while places[at] == nil {
      places[at] = way.count
      way.append(at)
      guard let following = next(at) else { return [] }
      at = following
    }
    let circle = way[(places[at] ?? 0)...]
    guard let least = circle.min(), let place = circle.firstIndex(of: least) else { return [] }
    return Array(circle[place...] + circle[..<place])
  }

  private func call(of other: Int, in member: Member) -> SourceRange? {
    member.asked.first { $0.name == members[other].name }?.range
  }

  /// The segments that have a slot, in their order.
  func segments(_ slots: [String: Int]) -> [DerivedSegment] {
    order.compactMap { position in
      let member = members[position]
      guard let slot = slots[member.name], let rule = member.rule else { return nil }
      return DerivedSegment(name: member.name, slot: slot, when: rule)
    }
  }

  /// What must hold besides, where conditions demand that somebody belongs to segments.
  func implied(by conditions: [Condition], slots: [String: Int]) -> [Condition] {
    guard !slots.isEmpty else { return [] }
    var rules: [Int: Condition] = [:]
    for member in members { if let slot = slots[member.name] { rules[slot] = member.rule?.condition } }
    var implied: [Condition] = []
    var rest = conditions
    while let condition = rest.popLast() {
      switch condition {
      case .all(let parts): rest += parts
      case .compare(let slot, .equal, .bool(true)), .compare(let slot, .greater, .bool(false)):
        // Taken out, so that each is followed once.
        guard let rule = rules.removeValue(forKey: slot) else { continue }
        implied.append(rule)
        rest.append(rule)
      default: break
      }
    }
    return implied
  }
}
