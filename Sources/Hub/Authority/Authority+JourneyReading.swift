import Decisions
import Journeys
import Times

extension Authority {
  /// Where a customer stands in their journeys.
  public struct JourneyReading: Sendable {
    /// The segments they belong to, in the order of the charter.
    public var segments: [String]
    /// The journeys they are in, with the stage, and a sentence: why, and what would move them.
    public var journeys: [(journey: String, stage: String, english: String, french: String)]
    /// When they are looked at next; nothing: when something happens.
    public var nextLook: Instant?
  }

  /// Where a customer stands, under the charter in force; empty where nothing is always on.
  /// - Throws: `customer.unknown`.
  public func journeys(of identity: Identity) async throws(HubError) -> JourneyReading {
    guard let regime = regimes.current else { throw Authority.noCharter }
    let reading = try await customer(identity)
    guard let plan = regime.journeys else { return JourneyReading(segments: [], journeys: [], nextLook: nil) }
    var journeying = Journeying()
    journeying.state = reading.profile.journeys
    guard let state = journeying.decoded else { throw Authority.damaged }
    let customer = reading.profile.state(id: identity.value, binder: regime.binder).customer
    let zone = customer.zones.first.map { regime.loaded.charter.zones[$0] } ?? regime.binder.homeZone
    return JourneyReading(
      segments: plan.segments(of: state),
      journeys: plan.stages(of: state).map { journey, stage in
        let sentence = plan.explain(state, journey: journey, zone: zone)
        return (journey, stage, sentence.english, sentence.french)
      }, nextLook: plan.nextTimer(of: state, customer: customer))
  }

  /// How many customers belong to each segment of the charter in force, in its order.
  public func segmentCounts() async throws(HubError) -> [(name: String, count: Int)] {
    guard let plan = regimes.current?.journeys else { return [] }
    let counts = try await reading { () async throws(StoreError) in try await store.segmentCounts }
    return plan.charter.segments.map { ($0.name, counts[$0.name] ?? 0) }
  }
}
