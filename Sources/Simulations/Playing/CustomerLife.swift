import Decisions
import Times

/// What a simulation keeps of a customer beside what decisions read.
struct CustomerLife {
  /// What a contact will come to, or its delivery.
  struct Consequence {
    var dueSeconds: UInt32
    /// When the contact was said.
    var atSeconds: UInt32
    var treatment: UInt16
    /// Nothing: the contact reaches the customer.
    var outcome: ContactOutcome
    /// Whether it would not have come without the contact.
    var isCaused: Bool
    /// What it is worth, in millionths of money.
    var value: Int64
  }

  /// The part of the customers that they are counted in.
  let cluster: Int
  /// The groups that they are counted in, over all groupings.
  let groups: [Int]
  /// The segments of the planted truth, by bit.
  let segments: UInt64
  /// Their own log odds.
  let level: Double
  /// True pressure in points, as it was at ``pressureSeconds``.
  var pressure = 0.0
  var pressureSeconds: Int64
  /// What is still to come, the next first.
  var consequences: [Consequence] = []
  /// When a trigger or journey next wants to be told of the time.
  var timerSeconds = Int64.max
  /// From when on a sweep looks at them again, where sweeps wait for that.
  var nextLookSeconds = Int64.min
  /// Outbound contacts, and contacts of either kind.
  var outboundCount = 0
  var contactCount = 0
  /// What was said, by the numbers that the plan counts actions by; kept for comparisons alone.
  var said: [UInt16] = []

  /// When something happens next, in seconds; the greatest number: nothing does.
  var dueSeconds: Int64 { min(timerSeconds, consequences.first.map { Int64($0.dueSeconds) } ?? .max) }

  /// Lets pressure fade until a moment.
  mutating func rest(until moment: Instant, _ behavior: Behavior) {
    let seconds = moment.secondsSince1970 - pressureSeconds
    guard seconds > 0 else { return }
    if pressure > 0 { pressure *= behavior.recovery(seconds: Double(seconds)) }
    pressureSeconds = moment.secondsSince1970
  }

  /// Puts something into its place among what is to come.
  mutating func expect(_ consequence: Consequence) {
    var place = consequences.count
    while place > 0, consequences[place - 1].dueSeconds > consequence.dueSeconds { place -= 1 }
    consequences.insert(consequence, at: place)
  }
}

/// How often each reason was the answer, for each customer of a shard.
struct ReasonCounts {
  private var counts: [UInt16]
  private static let codes = Reason.allCases.map(\.rawValue)
  private static let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($0.element, $0.offset) })
  /// By the code less the first one, so that counting costs no hash.
  private static let placeOfCode: [Int] = {
    var table = [Int](repeating: 0, count: Int(codes.max() ?? 0) + 1)
    for (code, place) in places { table[Int(code)] = place }
    return table
  }()

  init(customerCount: Int) { counts = Array(repeating: 0, count: customerCount * ReasonCounts.codes.count) }

  mutating func add(_ reason: Reason, customer: Int) {
    let place = customer * ReasonCounts.codes.count + ReasonCounts.placeOfCode[Int(reason.rawValue)]
    if counts[place] < .max { counts[place] += 1 }
  }

  /// The code of the most frequent reason, the later one of equals: how far the customer's candidates mostly got.
  func main(customer: Int) -> UInt16 {
    let first = customer * ReasonCounts.codes.count
    var best = 0
    for place in ReasonCounts.codes.indices where counts[first + place] >= counts[first + best] {
      if counts[first + place] > 0 { best = place }
    }
    return ReasonCounts.codes[best]
  }
}
