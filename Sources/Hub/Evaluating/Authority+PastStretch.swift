import Charters
import Decisions
import Journeys
import Times

/// What the hub knew at a moment of its past, and what it did from then on: what a forecast from that moment is held
/// against.
public struct PastStretch: Sendable {
  /// The charter that decided first in the stretch.
  public var charter: LoadedCharter
  /// The same, compiled.
  public var plan: CharterPlan
  /// The models of that first decision.
  public var models: Models
  /// Its triggers, segments and journeys; nothing where nothing is always on.
  public var journeys: JourneyPlan?
  /// What was available to it.
  public var availability: Availability
  /// The customers of the beginning, as they were; of each, the key of the household, 0 where none is known.
  public var customers: [(state: CustomerState, household: UInt64)] = []
  /// Contacts from decisions of the stretch, by action, inbound ones too.
  public var contactsByAction: [String: Int] = [:]
  /// Decisions of the stretch that another charter made.
  public var otherCharterCount = 0
  /// Outbound decisions of the stretch by the second of the local day, in minutes.
  public var outboundByMinute: [Int: Int] = [:]
  /// Customers who were asked for on inbound channels as long before the beginning as the stretch lasts, by channel.
  public var visitsBefore: [String: Int] = [:]
}

extension Authority {
  /// The last whole weeks of the log, up to the day on which it ends, by the days of the charter in force.
  /// - Throws: `charter.missing`; the store's codes.
  public func pastWeeks(_ count: Int) async throws(HubError) -> (first: CivilDate, milliseconds: Range<Int64>) {
    guard let zone = regimes.current?.plan.charter.zones.first else { throw Authority.noCharter }
    let end = try await reading { () async throws(StoreError) in try await store.last.atMilliseconds }
    let last = zone.date(at: Instant(secondsSince1970: end / 1_000))
    let first = last.adding(days: -7 * count)
    return (
      first, zone.startOfDay(first).secondsSince1970 * 1_000..<zone.startOfDay(last).secondsSince1970 * 1_000
    )
  }

  /// Reads a stretch of the log.
  ///
  /// - Parameters:
  ///   - beginMilliseconds: its beginning, since 1970; what customers were then is folded from what stands before it.
  ///   - endMilliseconds: its end, which is not part of it.
  /// - Returns: nothing where nobody was decided for in it.
  /// - Throws: `charter.outdated`, `models.changed`, the store's codes.
  public func pastStretch(
    from beginMilliseconds: Int64, until endMilliseconds: Int64
  ) async throws(HubError) -> PastStretch? {
    let cut = try await position(beforeMilliseconds: beginMilliseconds)
    let visits = try await visits(
      after: try await position(beforeMilliseconds: 2 * beginMilliseconds - endMilliseconds), until: cut)
    guard var stretch = try await decisions(after: cut, untilMilliseconds: endMilliseconds) else { return nil }
    stretch.visitsBefore = visits
    let binder = CustomerBinder(stretch.charter)
    let next = Position(rawValue: cut.rawValue + 1)
    var after = CustomerNumber(rawValue: 0)
    while true {
      let from = after
      let page = try await reading { () async throws(StoreError) in
        try await store.customers(after: from, countMax: Authority.sweepPage)
      }
      guard let last = page.last else { return stretch }
      after = last
      for number in page {
        guard let life = try await life(of: number, before: next), life.mergedInto == nil else { continue }
        let names = try await reading { () async throws(StoreError) in try await store.identities(of: number) }
        let household = life.profile.household
        stretch.customers.append(
          (
            life.profile.state(id: names.first?.value ?? "", binder: binder),
            household.isEmpty ? 0 : Link.household(household)
          ))
      }
    }
  }

  /// What decided first, and what all decisions came to.
  private func decisions(after cut: Position, untilMilliseconds: Int64) async throws(HubError) -> PastStretch? {
    var stretch: PastStretch?
    var version = ""
    var versions: [Int: String] = [:]
    try await forEachDecision(after: cut, while: { $0.atMilliseconds < untilMilliseconds }) {
      (record: DecisionRecord) async throws(HubError) in
      if stretch == nil {
        let context = try await self.context(record)
        let ready = try await self.shelf.charter(context.charterVersion)
        guard let availability = Availability(encoded: context.availability) else { throw Authority.damaged }
        version = context.charterVersion
        stretch = PastStretch(
          charter: ready.loaded, plan: ready.plan, models: try await self.models(context.modelVersion, ready),
          journeys: ready.journeys, availability: availability)
      }
      if versions[record.context] == nil { versions[record.context] = try await self.context(record).charterVersion }
      if versions[record.context] != version { stretch?.otherCharterCount += 1 }
      if case .contact(let offers) = record.answer {
        for offer in offers { stretch?.contactsByAction[offer.action, default: 0] += 1 }
      }
      if record.occasion.direction == .outbound, let zone = stretch?.charter.charter.zones.first {
        let second = record.at.secondsSince1970 - zone.startOfDay(zone.date(at: record.at)).secondsSince1970
        stretch?.outboundByMinute[Int(second / 60), default: 0] += 1
      }
    }
    return stretch
  }

  /// Inbound decisions by channel.
  private func visits(after begin: Position, until cut: Position) async throws(HubError) -> [String: Int] {
    var visits: [String: Int] = [:]
    try await forEachDecision(after: begin, while: { $0.position <= cut }) {
      (record: DecisionRecord) async throws(HubError) in
      guard record.occasion.direction == .inbound else { return }
      for channel in record.channels { visits[channel, default: 0] += 1 }
    }
    return visits
  }

  /// Goes over decisions in the order of the log.
  private func forEachDecision(
    after begin: Position, while isWanted: (Entry) -> Bool,
    _ body: (DecisionRecord) async throws(HubError) -> Void
  ) async throws(HubError) {
    var position = begin
    while true {
      let after = position
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Authority.pastEntriesPerRead)
      }
      guard let last = page.last else { return }
      for entry in page {
        guard isWanted(entry) else { return }
        guard entry.kind == .decision, case .decision(let record)? = try? EntryBody(entry),
          record.mode == .reservation
        else { continue }
        try await body(record)
      }
      position = last.position
    }
  }

  /// Entries read at once.
  private static let pastEntriesPerRead = 2_000
}
