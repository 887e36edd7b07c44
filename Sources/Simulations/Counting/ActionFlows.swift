/// Which actions made way for which, customer by customer: what somebody hears more of under one charter came from what
/// they hear less of.
///
/// Of a customer whose gains and losses differ in number, the rest came from silence, or went to it. Several gains and losses
/// of one customer are matched in proportion. Counted in millionths of a contact, so that parts may be added in any order.
public struct ActionFlows: Hashable, Sendable {
  /// One way that contacts went.
  public struct Flow: Hashable, Sendable {
    /// The number of the action that made way; nothing: silence.
    public var from: Int?
    /// The number of the action that took its place; nothing: silence.
    public var to: Int?
  }

  /// One contact in its parts.
  static let unit: Int64 = 1_000_000
  private var parts: [Flow: Int64] = [:]

  /// Contacts by the way they went.
  public func contacts(_ flow: Flow) -> Double { Double(parts[flow] ?? 0) / Double(ActionFlows.unit) }

  /// All ways, those that most contacts went first.
  public var flows: [(flow: Flow, contacts: Double)] {
    parts.sorted { a, b in
      a.value != b.value
        ? a.value > b.value : (a.key.from ?? -1, a.key.to ?? -1) < (b.key.from ?? -1, b.key.to ?? -1)
    }.map { ($0.key, Double($0.value) / Double(ActionFlows.unit)) }
  }

  /// Adds what the customers of a shard heard, in the same order on both sides.
  mutating func add(before: [[UInt16]], after: [[UInt16]]) {
    for (old, new) in zip(before, after) where old != new { add(old, new) }
  }

  private mutating func add(_ old: [UInt16], _ new: [UInt16]) {
    var differences: [UInt16: Int64] = [:]
    for action in old { differences[action, default: 0] -= 1 }
    for action in new { differences[action, default: 0] += 1 }
    let gains = differences.filter { $0.value > 0 }.map { (Int($0.key), $0.value) }.sorted { $0.0 < $1.0 }
    let losses = differences.filter { $0.value < 0 }.map { (Int($0.key), -$0.value) }.sorted { $0.0 < $1.0 }
    let gained = gains.reduce(0) { $0 + $1.1 }
    let lost = losses.reduce(0) { $0 + $1.1 }
    let most = max(gained, lost)
    guard most > 0 else { return }
    func note(_ from: Int?, _ to: Int?, _ part: Int64) {
      if part > 0 { parts[Flow(from: from, to: to), default: 0] += part }
    }
    for (to, gain) in gains {
      for (from, loss) in losses { note(from, to, gain * loss * ActionFlows.unit / most) }
      note(nil, to, gain * (most - lost) * ActionFlows.unit / most)
    }
    for (from, loss) in losses { note(from, nil, loss * (most - gained) * ActionFlows.unit / most) }
  }

  mutating func merge(_ other: ActionFlows) { parts.merge(other.parts, uniquingKeysWith: +) }
}
