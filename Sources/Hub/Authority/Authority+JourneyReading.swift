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
    guard let standing = regimes.current else { throw Authority.noCharter }
    let reading = try await customer(identity)
    let name = reading.identities.first?.value ?? identity.value
    let regime = standing.regime(for: reading.profile, id: name)
    guard let plan = regime.journeys else { return JourneyReading(segments: [], journeys: [], nextLook: nil) }
    var journeying = Journeying()
    journeying.state = reading.profile.journeys
    guard let state = journeying.decoded else { throw Authority.damaged }
    let customer = reading.profile.state(id: name, binder: regime.binder).customer
    let zone = customer.zones.first.map { regime.loaded.charter.zones[$0] } ?? regime.binder.homeZone
    return JourneyReading(
      segments: plan.segments(of: state),
      journeys: plan.stages(of: state).map { journey, stage in
        let sentence = plan.explain(state, journey: journey, zone: zone)
        return (journey, stage, sentence.english, sentence.french)
      }, nextLook: plan.nextTimer(of: state, customer: customer))
  }

  /// How many customers belong to each segment of the charter in force, in its order, and then of the version before where
  /// that decides for some still.
  public func segmentCounts() async throws(HubError) -> [(name: String, count: Int)] {
    let plans = regimes.current?.all.compactMap(\.journeys) ?? []
    guard !plans.isEmpty else { return [] }
    let counts = try await reading { () async throws(StoreError) in try await store.segmentCounts }
    var names: [String] = []
    for segment in plans.flatMap(\.charter.segments) where !names.contains(segment.name) { names.append(segment.name) }
    return names.map { ($0, counts[$0] ?? 0) }
  }
}
