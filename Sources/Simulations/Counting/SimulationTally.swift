import Decisions
import Sweeps

/// What one run of one charter came to: whole numbers only, so that parts of it may be added in any order.
///
/// Its size depends on the charter and the days, not on the customers.
public struct SimulationTally: Hashable, Sendable {
  /// Customers are counted in so many parts, by a hash of their household or their own key, for intervals.
  public static let clusterCount = 64
  /// Contacts of one customer up to this number are counted apart.
  public static let contactsShownMax = 60

  /// How many actions, channels, days and groups there are.
  struct Shape: Hashable, Sendable {
    var actions: Int
    var channels: Int
    var days: Int
    var groups: Int
  }

  let shape: Shape
  /// By cluster, then measure.
  private(set) var clusters: [Int64]
  /// By cluster, then action: outbound and inbound contacts.
  private(set) var clusterActions: [Int64]
  /// By action: answers, and what they were worth.
  private(set) var actionAnswers: [Int64]
  private(set) var actionValue: [Int64]
  /// By channel: contacts.
  private(set) var channels: [Int64]
  /// By day, then action: contacts.
  private(set) var dayActions: [Int64]
  /// By day, then measure.
  private(set) var days: [Int64]
  /// By group, then measure.
  private(set) var groups: [Int64]
  /// By the code of the reason: silences.
  private(set) var silences: [UInt16: Int64] = [:]
  /// By the code of the main reason: customers who heard nothing.
  private(set) var unreached: [UInt16: Int64] = [:]
  /// By number of outbound contacts: customers.
  private(set) var customersByContacts: [Int64]
  /// By limit, then the start of its window: units used.
  var limitUses: [String: [Int64: Int64]] = [:]
  /// By action with an automatic lever: its days.
  public internal(set) var leverDays: [String: [LeverDay]] = [:]

  init(_ shape: Shape) {
    self.shape = shape
    func zeros(_ count: Int) -> [Int64] { [Int64](repeating: 0, count: count) }
    let measures = Measure.allCases.count
    clusters = zeros(SimulationTally.clusterCount * measures)
    clusterActions = zeros(SimulationTally.clusterCount * shape.actions)
    actionAnswers = zeros(shape.actions)
    actionValue = zeros(shape.actions)
    channels = zeros(shape.channels)
    dayActions = zeros(shape.days * shape.actions)
    days = zeros(shape.days * measures)
    groups = zeros(shape.groups * measures)
    customersByContacts = zeros(SimulationTally.contactsShownMax + 1)
  }

  // MARK: Counting

  mutating func add(_ measure: Measure, _ amount: Int64, cluster: Int, day: Int, groups: [Int]) {
    let measures = Measure.allCases.count
    clusters[cluster * measures + measure.rawValue] += amount
    if day >= 0 { days[day * measures + measure.rawValue] += amount }
    for group in groups { self.groups[group * measures + measure.rawValue] += amount }
  }

  mutating func addContact(action: Int, channel: Int, cluster: Int, day: Int) {
    clusterActions[cluster * shape.actions + action] += 1
    dayActions[day * shape.actions + action] += 1
    channels[channel] += 1
  }

  mutating func addAnswer(action: Int, value: Int64) {
    actionAnswers[action] += 1
    actionValue[action] += value
  }

  mutating func addSilence(_ reason: Reason) { silences[reason.rawValue, default: 0] += 1 }

  /// A customer at the end: how many outbound contacts they had; who had none at all, mainly for which reason.
  mutating func addCustomer(contacts: Int, unreachedBecause reason: UInt16?) {
    customersByContacts[min(contacts, SimulationTally.contactsShownMax)] += 1
    if let reason { unreached[reason, default: 0] += 1 }
  }

  /// Adds what another part of the same run counted.
  mutating func merge(_ other: SimulationTally) {
    func add(_ sum: inout [Int64], _ part: [Int64]) { for index in sum.indices { sum[index] += part[index] } }
    add(&clusters, other.clusters)
    add(&clusterActions, other.clusterActions)
    add(&actionAnswers, other.actionAnswers)
    add(&actionValue, other.actionValue)
    add(&channels, other.channels)
    add(&dayActions, other.dayActions)
    add(&days, other.days)
    add(&groups, other.groups)
    add(&customersByContacts, other.customersByContacts)
    silences.merge(other.silences, uniquingKeysWith: +)
    unreached.merge(other.unreached, uniquingKeysWith: +)
    for (limit, windows) in other.limitUses {
      limitUses[limit, default: [:]].merge(windows, uniquingKeysWith: +)
    }
  }

  // MARK: Reading

  /// A measure of all customers, in its unit's parts.
  public func total(_ measure: Measure) -> Int64 {
    let measures = Measure.allCases.count
    return stride(from: measure.rawValue, to: clusters.count, by: measures).reduce(0) { $0 + clusters[$1] }
  }

  /// The same, of one cluster.
  public func total(_ measure: Measure, cluster: Int) -> Int64 {
    clusters[cluster * Measure.allCases.count + measure.rawValue]
  }

  /// The same, of one day.
  public func total(_ measure: Measure, day: Int) -> Int64 { days[day * Measure.allCases.count + measure.rawValue] }

  /// The same, of one group, counted over all groupings.
  public func total(_ measure: Measure, group: Int) -> Int64 {
    groups[group * Measure.allCases.count + measure.rawValue]
  }

  /// Contacts with an action.
  public func contacts(action: Int) -> Int64 {
    stride(from: action, to: clusterActions.count, by: max(1, shape.actions)).reduce(0) { $0 + clusterActions[$1] }
  }

  /// The same, of one cluster.
  public func contacts(action: Int, cluster: Int) -> Int64 { clusterActions[cluster * shape.actions + action] }

  /// The same, of one day.
  public func contacts(action: Int, day: Int) -> Int64 { dayActions[day * shape.actions + action] }

  /// Answers to an action.
  public func answers(action: Int) -> Int64 { actionAnswers[action] }

  /// What they were worth, in millionths of money.
  public func value(action: Int) -> Int64 { actionValue[action] }

  /// Contacts on a channel, by its position in the charter.
  public func contacts(channel: Int) -> Int64 { channels[channel] }

  /// Silences by reason, the most frequent first.
  public var silencesByReason: [(reason: Reason, count: Int64)] { SimulationTally.sorted(silences) }

  /// Customers who heard nothing, by the main reason for their silences, the most frequent first.
  public var unreachedByReason: [(reason: Reason, count: Int64)] { SimulationTally.sorted(unreached) }

  /// How many customers had so many outbound contacts, by the number; the last one holds all above.
  public var contactsDistribution: [Int64] { customersByContacts }

  /// How many outbound contacts a share of the customers did not pass.
  public func contacts(quantile: Double) -> Int {
    let all = customersByContacts.reduce(0, +)
    var sum: Int64 = 0
    for (count, customers) in customersByContacts.enumerated() {
      sum += customers
      if Double(sum) >= quantile * Double(all), sum > 0 { return count }
    }
    return 0
  }

  private static func sorted(_ counts: [UInt16: Int64]) -> [(reason: Reason, count: Int64)] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.compactMap { code, count in
      Reason(rawValue: code).map { ($0, count) }
    }
  }
}
