import Charters
import Decisions
import Times

/// A charter by which decisions of the log are judged; it decides for nobody.
public final class CandidateCharter: Sendable {
  let ready: ReadyCharter

  /// Compiles a charter.
  public init(_ loaded: LoadedCharter) { ready = ReadyCharter(loaded) }
}

/// A first answer to a question of the log, by names, so that those of two charters can be compared.
public struct JudgedAnswer: Hashable, Sendable {
  /// The action's name; empty for silence.
  public var action: String
  /// The channel's name; empty for silence.
  public var channel: String
  /// When it would be said; the moment of the decision for silence.
  public var at: Instant
  /// The probability of the answer, before chance had its say.
  public var probability: Double
  /// Chance that the customer accepts, as it was believed; 0 for silence.
  public var propensity: Double
  /// Worth in money if so; 0 for silence.
  public var value: Double

  init(_ chance: AnswerChance, _ plan: CharterPlan) {
    action = chance.treatment.map(plan.actionName) ?? ""
    channel = chance.treatment.map(plan.channelName) ?? ""
    at = chance.at
    probability = chance.probability
    propensity = chance.propensity
    value = chance.value
  }

  /// Whether two are the same answer: the same action on the same channel at the same moment, or both silence.
  public func isSame(as other: JudgedAnswer) -> Bool {
    action == other.action && channel == other.channel && at == other.at
  }
}

/// What two charters could have answered to a question of the log.
public struct JudgedDecision: Sendable {
  /// What was answered, with its logged probability.
  public var done: JudgedAnswer
  /// What the charter that decided could have answered.
  public var logged: [JudgedAnswer]
  /// What the candidate could have answered.
  public var target: [JudgedAnswer]

  /// The probability with which the candidate would have answered what was answered.
  public var targetProbability: Double {
    min(1, target.lazy.filter { $0.isSame(as: done) }.reduce(0) { $0 + $1.probability })
  }

  /// The share of the candidate's answers that the charter which decided could not have given.
  public var unsupportedShare: Double {
    let all = target.reduce(0) { $0 + $1.probability }
    let unsupported = target.lazy.filter { answer in !logged.contains { $0.isSame(as: answer) } }
      .reduce(0) { $0 + $1.probability }
    return all > 0 ? unsupported / all : 0
  }
}

/// Why a decision of the log says nothing of another charter.
public enum JudgementGap: String, CaseIterable, Sendable {
  /// It was a proposal: nobody was told.
  case proposal
  /// What came of it is not over yet.
  case tooYoung
  /// An earlier decision for the customer on the same day rested on the same draw.
  case sameDraw
  /// Propensities were drawn from belief, and the log does not tell with what chance it was answered.
  case chanceUntold
  /// It can no longer be made again: a customer was erased, or its charter or its models are not what they were.
  case lost
  /// It comes out otherwise than it was recorded.
  case changed
  /// The candidate cannot be asked about it: what was known at that moment only does not fit its attributes.
  case unreadable
}

/// Judges decisions of the log by another charter, in the order of the log.
struct DecisionJudge {
  private let authority: Authority
  private let candidate: CandidateCharter
  private let workspace: Workspace
  private var sides: (context: Int, logged: Side, target: Side)?

  /// What decides.
  private struct Side {
    let ready: ReadyCharter
    let snapshot: Snapshot
  }

  init(_ authority: Authority, _ candidate: CandidateCharter) {
    self.authority = authority
    self.candidate = candidate
    workspace = Workspace(candidate.ready.plan)
  }

  /// Judges a decision.
  mutating func judge(_ entry: Entry, _ record: DecisionRecord) async throws(HubError) -> Result<JudgedDecision, Gap> {
    guard record.mode == .reservation else { return .failure(Gap(.proposal)) }
    let (logged, target): (Side, Side)
    let state: CustomerState
    do throws(HubError) {
      (logged, target) = try await sides(record)
      state = try await authority.customer(of: entry, record, logged.ready)
    } catch {
      if case .unavailable = error.kind { throw error }
      return .failure(Gap(.lost))
    }
    guard let was = chances(state, record.occasion, logged, record.at) else { return .failure(Gap(.chanceUntold)) }
    let done = was.first { $0.isSame(as: record.first) }
    guard let done, (done.probability - record.draw.probability).magnitude < 1e-9 else {
      return .failure(Gap(.changed))
    }
    let other: CustomerState
    do throws(HubError) {
      other = try await authority.customer(of: entry, record, target.ready)
    } catch {
      return .failure(Gap(.unreadable))
    }
    var occasion = record.occasion
    occasion.prices = DecisionJudge.prices(occasion.prices, of: logged.snapshot.plan, for: target.snapshot.plan)
    guard let would = chances(other, occasion, target, record.at) else { return .failure(Gap(.chanceUntold)) }
    return .success(JudgedDecision(done: done, logged: was, target: would))
  }

  /// A gap as an error.
  struct Gap: Error {
    var gap: JudgementGap
    init(_ gap: JudgementGap) { self.gap = gap }
  }

  /// What decided, and the candidate in its place: with what was learned, stopped and used up then.
  private mutating func sides(_ record: DecisionRecord) async throws(HubError) -> (Side, Side) {
    if let sides, sides.context == record.context { return (sides.logged, sides.target) }
    let context = try await authority.context(record)
    let ready = try await authority.shelf.charter(context.charterVersion)
    guard let availability = Availability(encoded: context.availability) else { throw Authority.damaged }
    func side(_ ready: ReadyCharter) async throws(HubError) -> Side {
      let models = try await authority.models(context.modelVersion, ready)
      return Side(ready: ready, snapshot: Snapshot(plan: ready.plan, models: models, availability: availability))
    }
    let logged = try await side(ready)
    let target = try await side(candidate.ready)
    sides = (record.context, logged, target)
    return (logged, target)
  }

  private func chances(
    _ state: CustomerState, _ occasion: Occasion, _ side: Side, _ now: Instant
  ) -> [JudgedAnswer]? {
    let plan = side.snapshot.plan.plan(for: state.customer)
    let chances = answerChances(
      state, occasion, side.snapshot, now: now, workspace: workspace.fits(plan) ? workspace : nil)
    return chances?.map { JudgedAnswer($0, plan) }
  }

  /// The prices of slots by the treatments of another charter: what only the other one has is free.
  private static func prices(_ prices: [Double], of plan: CharterPlan, for other: CharterPlan) -> [Double] {
    guard !prices.isEmpty else { return [] }
    var named: [String: Double] = [:]
    for (index, price) in prices.enumerated() where index < plan.treatments.count && price > 0 {
      named[plan.actionName(index) + "\u{0}" + plan.channelName(index)] = price
    }
    return other.treatments.indices.map { named[other.actionName($0) + "\u{0}" + other.channelName($0)] ?? 0 }
  }
}

extension DecisionRecord {
  /// The first answer.
  var first: JudgedAnswer {
    var silence = JudgedAnswer(AnswerChance(treatment: nil, at: at, probability: draw.probability))
    guard case .contact(let offers) = answer, let offer = offers.first else { return silence }
    silence.action = offer.action
    silence.channel = offer.channel
    silence.at = offer.at
    return silence
  }
}

extension JudgedAnswer {
  /// Silence.
  fileprivate init(_ silence: AnswerChance) {
    action = ""
    channel = ""
    at = silence.at
    probability = silence.probability
    propensity = 0
    value = 0
  }
}
