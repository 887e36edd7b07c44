import Logging
import Times

/// When sweeps begin by themselves: every day at a time of the charter's zone.
public struct SweepSchedule: Hashable, Sendable {
  /// The time of the day, in minutes.
  public let minuteOfDay: Int

  /// Reads `HH:MM`; nothing when it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    minuteOfDay = hour * 60 + minute
  }

  /// What is due at a moment.
  public struct Due: Hashable, Sendable {
    /// The moment that a sweep stands for.
    public var planned: Instant
    /// How many were missed before it and are not made up for.
    public var skippedCount: Int
  }

  /// What is due now; nothing: nothing new.
  ///
  /// One that was missed is made up for when it is less than a day late; so of several the last one is, and the others
  /// are left out.
  /// - Parameters:
  ///   - after: the last planned moment for which a sweep was begun; where there was none, when the program started.
  ///   - zone: the charter's own.
  public func due(now: Instant, after: Instant, in zone: Zone) -> Due? {
    let latest = self.latest(atOrBefore: now, in: zone)
    guard latest > after else { return nil }
    let days = zone.date(at: latest).daysSince1970 - zone.date(at: after).daysSince1970
    let skipped = days - (moment(ofDay: zone.date(at: after).daysSince1970, zone) > after ? 0 : 1)
    return Due(planned: latest, skippedCount: max(0, skipped))
  }

  private func latest(atOrBefore now: Instant, in zone: Zone) -> Instant {
    let today = zone.date(at: now).daysSince1970
    let moment = moment(ofDay: today, zone)
    return moment <= now ? moment : self.moment(ofDay: today - 1, zone)
  }

  /// The first moment of a day at which its clocks show the time or a later one.
  private func moment(ofDay day: Int, _ zone: Zone) -> Instant {
    zone.firstInstant(atOrAfterLocal: Int64(day) * 86_400 + Int64(minuteOfDay) * 60)
  }
}

extension Authority {
  /// Leads on sweeps that were begun, and begins those of a schedule, until the task is cancelled.
  public func attendSweeps(_ schedule: SweepSchedule?) async {
    let started = Instant(secondsSince1970: clock.nowMilliseconds / 1000)
    while !Task.isCancelled {
      do throws(HubError) {
        try await sweepWhatIsDue(schedule, since: started)
      } catch {
        logger.warning("a sweep was cut off; it goes on soon", metadata: ["code": "\(error.code)"])
        try? await Task.sleep(for: .seconds(Authority.sweepRetrySeconds))
      }
      try? await Task.sleep(for: .milliseconds(Authority.sweepLookMilliseconds))
    }
  }

  /// One look at what is due: leads on a sweep that has not come to its end, else begins the one of the schedule.
  /// - Parameter since: where no sweep was planned yet, only what is planned later is due.
  public func sweepWhatIsDue(_ schedule: SweepSchedule?, since: Instant) async throws(HubError) {
    guard let regime = regimes.current else { return }
    if let unfinished = try await unfinishedSweep() {
      return try await lead(unfinished.row.number)
    }
    guard let schedule else { return }
    let rows = try await reading { () async throws(StoreError) in
      try await store.sweeps(countMax: Authority.sweepsLookedAtMax)
    }
    let newest = rows.compactMap(\.plannedAtSeconds).max().map { Instant(secondsSince1970: $0) }
    let now = Instant(secondsSince1970: clock.nowMilliseconds / 1000)
    let zone = regime.loaded.charter.zones.first ?? .utc
    guard let due = schedule.due(now: now, after: newest ?? since, in: zone) else { return }
    if due.skippedCount > 0 {
      logger.warning(
        "planned sweeps were missed by more than a day and are left out", metadata: ["count": "\(due.skippedCount)"])
    }
    let begun = try await beginSweep(plannedAt: due.planned)
    logger.notice("sweep begun by the schedule", metadata: ["number": "\(begun.row.number)"])
    try await lead(begun.row.number)
  }

  private func lead(_ number: Int) async throws(HubError) {
    let status = try await run(sweep: number)
    guard status.phase == .done else { return }
    logger.notice(
      "sweep done", metadata: ["number": "\(number)", "customers": "\(status.decisionCount)"])
  }

  /// How often the schedule is looked at.
  static let sweepLookMilliseconds = 500
  /// How long a sweep that was cut off waits.
  static let sweepRetrySeconds = 2
  /// Sweeps in which the last planned one is looked for.
  static let sweepsLookedAtMax = 1_000
}
