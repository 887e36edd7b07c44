import Charters
import Decisions
import Explanations

/// A recorded decision, made again from the log.
public struct Replay: Sendable {
  /// What was recorded.
  public var decided: Decided
  /// The decision as it comes out now.
  public var explanation: Explanation
  /// The charter that decided.
  public var charter: LoadedCharter
  /// The checksum as it comes out now.
  public var checksum: UInt64
  /// The customer as they were.
  public var customer: CustomerState
  /// Whether the same bytes came out.
  public var isSame: Bool { checksum == decided.record.checksum }
}

extension Authority {
  /// A decision as it was recorded.
  /// - Throws: `decision.unknown`.
  public func decision(_ id: Position) async throws(HubError) -> Decided {
    let (_, record) = try await decisionEntry(id)
    let context = try await context(record)
    return Decided(
      position: id, record: record, charterVersion: context.charterVersion, modelVersion: context.modelVersion,
      isRepeated: false)
  }

  /// Makes a recorded decision again, from the customer as they were, with the charter, models and availability of
  /// then; changes nothing.
  /// - Throws: `decision.unknown`, `charter.outdated`, `models.changed`, the store's codes.
  public func replay(_ id: Position) async throws(HubError) -> Replay {
    let (entry, record) = try await decisionEntry(id)
    let decided = try await decision(id)
    let context = try await context(record)
    let ready = try await shelf.charter(context.charterVersion)
    let state = try await customer(of: entry, record, ready)
    guard let availability = Availability(encoded: context.availability) else { throw Authority.damaged }
    let models = try await models(context.modelVersion, ready)
    let snapshot = Snapshot(plan: ready.plan, models: models, availability: availability)
    let explanation = Explanation(state, record.occasion, snapshot, now: record.at)
    return Replay(
      decided: decided, explanation: explanation, charter: ready.loaded,
      checksum: TraceChecksum.of(explanation.decision), customer: state)
  }

  /// The customer of a decision, as they were when it was made.
  func customer(
    of entry: Entry, _ record: DecisionRecord, _ ready: ReadyCharter
  ) async throws(HubError) -> CustomerState {
    let life = try await life(of: entry.customer, before: entry.position)
    var state = (life?.profile ?? Profile()).state(id: record.customer.value, binder: ready.binder)
    do throws(BodyError) {
      let attributes = try MomentaryAttributes.decode(record.attributes, ready.loaded.world)
      _ = ready.binder.set(attributes, in: &state.customer.row)
    } catch {
      throw Authority.damaged
    }
    state.addressContacts = record.addressContacts
    state.householdContacts = record.householdContacts
    if let plan = ready.journeys, let journeys = life?.profile.journeys {
      guard let standing = Journeying(state: journeys).decoded else { throw Authority.damaged }
      state.contexts = plan.contexts(of: standing)
    }
    return state
  }

  /// What a decision rested on besides the customer.
  /// - Throws: `store.damaged`.
  public func context(_ record: DecisionRecord) async throws(HubError) -> DecisionContext {
    guard let context = await governor.context(record.context) else { throw Authority.damaged }
    return context
  }

  static let damaged = HubError(
    .unavailable(retryAfterSeconds: 60), "store.damaged",
    "what is on disk does not hang together; restore the database from a copy")
}
