import Decisions
import Synchronization

/// How far a sweep is.
public struct SweepStatus: Sendable {
  /// What it does now.
  public enum Phase: String, CaseIterable, Sendable {
    /// Nobody works on it: it begins, or goes on, when somebody does.
    case waiting
    /// Looks at what every customer could be told.
    case looking
    /// Gives away what is scarce.
    case settling
    /// Decides, customer after customer.
    case deciding
    /// Everybody was considered.
    case done
  }

  /// The sweep.
  public var row: SweepRow
  /// What it does now.
  public var phase: Phase
  /// Customers looked at so far, since it began or went on.
  public var lookedCount: Int
  /// Customers decided, silence included; on disk.
  public var decisionCount: Int
  /// Contacts that came of it; on disk.
  public var contactCount: Int
  /// What was scarce, once that is settled.
  public var outcome: SweepOutcome?
}

/// The sweep that is under way in this process, one at most.
final class Sweeping: Sendable {
  private struct State {
    var number: Int?
    var phase = SweepStatus.Phase.waiting
    var lookedCount = 0
  }

  private let state = Mutex(State())

  /// Takes a sweep up; false: one is under way already.
  func enter(_ number: Int) -> Bool {
    state.withLock { state in
      guard state.number == nil else { return false }
      state = State(number: number, phase: .looking)
      return true
    }
  }

  /// Lets another one be taken up.
  func leave() { state.withLock { $0 = State() } }

  /// What it does now.
  func set(_ phase: SweepStatus.Phase) {
    state.withLock {
      $0.phase = phase
      if phase == .looking { $0.lookedCount = 0 }
    }
  }

  /// Customers were looked at.
  func countLooked(_ count: Int) { state.withLock { $0.lookedCount += count } }

  /// How far the sweep of this number is.
  func progress(_ number: Int) -> (phase: SweepStatus.Phase, lookedCount: Int) {
    state.withLock { $0.number == number ? ($0.phase, $0.lookedCount) : (.waiting, 0) }
  }
}

/// One lane of a sweep under way: its decisions are made in ascending order of customers, and none any more once one of
/// them was not written, so that the mark on disk never passes somebody who was not decided.
final class SweepLane: Sendable {
  private let sweep: Int
  private let lane: Int
  private let generation: Int
  private let pricesOfOthers: [(generation: Int, prices: [Double])]
  private let failed: Mutex<HubError?> = Mutex(nil)

  /// - Parameter pricesOfOthers: by charter, prices for whom it was not found to decide.
  init(sweep: Int, lane: Int, generation: Int, pricesOfOthers: [(generation: Int, prices: [Double])]) {
    self.pricesOfOthers = pricesOfOthers
    self.sweep = sweep
    self.lane = lane
    self.generation = generation
  }

  /// Why it must not go on.
  var failure: HubError? { failed.withLock { $0 } }

  /// Notes that a decision was not made, or not written.
  func fail(_ error: HubError) { failed.withLock { $0 = $0 ?? error } }

  /// Why a decision of it must not be made now. To be asked under the lock of the customer: a commit that failed frees
  /// the queue only after all these locks were had, and after its lane was told.
  func refusal(_ regime: Regime) -> HubError? {
    // Prices are by the numbers of a plan's treatments.
    regime.generation == generation ? failure : SweepLane.charterChanged
  }

  /// What is asked of a customer.
  /// - Parameter generation: the charter by whose treatments the prices are.
  func request(_ prices: [Double], _ generation: Int) -> DecisionRequest {
    var request = DecisionRequest(customer: Identity(.id, ""), occasion: Occasion(kind: .outbound, prices: prices))
    request.lane = self
    request.pricedGeneration = generation
    return request
  }

  /// The same of one for whom a charter decides. Who came under another one since they were compared was given nothing
  /// scarce of it.
  func priced(_ request: DecisionRequest, _ regime: Regime) -> DecisionRequest {
    guard request.pricedGeneration != regime.generation else { return request }
    var request = request
    request.occasion.prices = pricesOfOthers.first { $0.generation == regime.generation }?.prices ?? []
    return request
  }

  /// How the decision of a customer moves it on.
  func step(to customer: CustomerNumber, contactCount: Int, decisionCount: Int = 1) -> SweepMark {
    SweepMark(
      sweep: sweep, lane: lane, reached: customer, decisionCount: decisionCount, contactCount: contactCount)
  }

  static let charterChanged = HubError(
    .conflict, "sweep.charter_changed", "another charter came into force; the sweep goes on by it")
}
