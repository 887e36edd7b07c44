import Decisions
import Foundation
import Logging
import Times

/// Looks over everybody for outbound contact. A first pass compares what every customer could be told, `Sweep` gives
/// away what is scarce, and a second pass decides for each of them as always, with the prices of that.
extension Authority {
  /// Begins a sweep over everybody who is known now; ``run(sweep:)`` leads it to its end.
  /// - Parameter plannedAt: the moment of the schedule that it stands for; nothing: somebody asked for it.
  /// - Throws: `sweep.unfinished` while there is one that has not come to its end; the store's codes.
  public func beginSweep(plannedAt: Instant? = nil) async throws(HubError) -> SweepStatus {
    await gate.enter(Authority.sweepGate)
    defer { gate.leave(Authority.sweepGate) }
    let newest = try await newestSweep
    if let newest, newest.endedAtMilliseconds == nil {
      throw HubError(
        .conflict, "sweep.unfinished", "sweep \(newest.number) has not come to its end; let it go on, then ask again")
    }
    let marks = try await reading { () async throws(StoreError) in try await store.last }
    let row = SweepRow(
      number: (newest?.number ?? 0) + 1, begunAtMilliseconds: clock.nowMilliseconds,
      plannedAtSeconds: plannedAt?.secondsSince1970, last: marks.customer,
      laneCount: min(Authority.sweepLanesMax, max(1, ProcessInfo.processInfo.activeProcessorCount)))
    try await reading { () async throws(StoreError) in try await store.keep(row) }
    return try await status(row)
  }

  /// How far a sweep is.
  /// - Throws: `sweep.unknown`.
  public func sweep(_ number: Int) async throws(HubError) -> SweepStatus { try await status(try await row(number)) }

  /// The latest sweeps, the newest first.
  public func sweeps(countMax: Int) async throws(HubError) -> [SweepStatus] {
    let rows = try await reading { () async throws(StoreError) in try await store.sweeps(countMax: countMax) }
    var all: [SweepStatus] = []
    for row in rows { all.append(try await status(row)) }
    return all
  }

  /// The sweep that has not come to its end; nothing: there is none.
  public func unfinishedSweep() async throws(HubError) -> SweepStatus? {
    guard let row = try await newestSweep, row.endedAtMilliseconds == nil else { return nil }
    return try await status(row)
  }

  /// Leads a sweep on, from where it stands to its end, or until the task is cancelled. Whoever was decided is not
  /// decided again, whatever cut it off.
  /// - Throws: `sweep.unknown`; `sweep.running` when somebody leads it on already; `charter.missing`, the store's codes:
  ///   then it can go on later.
  public func run(sweep number: Int) async throws(HubError) -> SweepStatus {
    var row = try await row(number)
    guard row.endedAtMilliseconds == nil else { return try await status(row) }
    guard sweeping.enter(number) else {
      throw HubError(.conflict, "sweep.running", "a sweep is under way; wait for its end")
    }
    defer { sweeping.leave() }
    while true {
      do throws(HubError) {
        guard try await goOn(&row) else { return try await status(row) }
        break
      } catch {
        guard error.code == SweepLane.charterChanged.code else { throw error }
        logger.notice("a sweep goes on by another charter", metadata: ["number": "\(number)"])
      }
    }
    row.endedAtMilliseconds = clock.nowMilliseconds
    let ended = row
    try await reading { () async throws(StoreError) in try await store.keep(ended) }
    return try await status(row)
  }

  /// Both passes for those who are left.
  /// - Returns: whether it came to its end.
  private func goOn(_ row: inout SweepRow) async throws(HubError) -> Bool {
    guard let regime = regimes.current else { throw Authority.noCharter }
    sweeping.set(.looking)
    let marks = try await reading { [number = row.number] () async throws(StoreError) in
      try await store.sweepMarks(of: number)
    }
    guard let looked = try await lookOver(row, marks, regime) else { return false }
    sweeping.set(.settling)
    let settled = await SettledSweep(looked)
    row.outcome = SweepOutcome(settled.sweep).encoded
    let known = row
    try await reading { () async throws(StoreError) in try await store.keep(known) }
    sweeping.set(.deciding)
    return try await decide(row, settled, regime)
  }

  private var newestSweep: SweepRow? {
    get async throws(HubError) {
      try await reading { () async throws(StoreError) in try await store.sweeps(countMax: 1).first }
    }
  }

  private func row(_ number: Int) async throws(HubError) -> SweepRow {
    let rows = try await reading { () async throws(StoreError) in try await store.sweeps(countMax: .max) }
    guard let row = rows.first(where: { $0.number == number }) else {
      throw HubError(.unknown, "sweep.unknown", "there is no sweep \(number)")
    }
    return row
  }

  private func status(_ row: SweepRow) async throws(HubError) -> SweepStatus {
    let marks = try await reading { () async throws(StoreError) in try await store.sweepMarks(of: row.number) }
    let outcome: SweepOutcome?
    do throws(BodyError) { outcome = try SweepOutcome(encoded: row.outcome) } catch { throw Authority.damaged }
    let (phase, lookedCount) = sweeping.progress(row.number)
    return SweepStatus(
      row: row, phase: row.endedAtMilliseconds == nil ? phase : .done, lookedCount: lookedCount,
      decisionCount: marks.reduce(0) { $0 + $1.decisionCount },
      contactCount: marks.reduce(0) { $0 + $1.contactCount }, outcome: outcome)
  }

  /// Whether a sweep may ring for journeys: with more waiting, their timers are found in the store.
  var mayRing: Bool { alarms.count < Authority.alarmsWaitingMax }

  /// The most lanes, and so the most threads, of a sweep.
  static let sweepLanesMax = 8
  /// Lets one sweep begin at a time.
  private static let sweepGate = Digest128(high: 0x5357_4545_5053, low: 1)
}
