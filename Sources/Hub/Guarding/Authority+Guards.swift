import Decisions
import Indicators

extension GuardFold {
  /// The lower end of a share's interval.
  static func lowerShare(_ count: Int, of n: Int, deviations: Double) -> Double {
    Interval.share(Double(count), of: Double(n), deviations: deviations)?.low ?? 0
  }
}

/// What a guard has found of a channel or an action.
public struct GuardFinding: Hashable, Sendable {
  /// What it is about; its reason says what was counted.
  public var subject: Stop
  /// Whether it is stopped from now on, rather than told of.
  public var isPaused: Bool
}

/// What guards remember from one look to the next.
struct GuardMemory: Sendable {
  var fold: GuardFold?
  /// What guards had stopped at the last look.
  var paused: Set<Stop> = []
}

extension Authority {
  /// Looks at complaints and messages that came back of late, and stops channels and actions of which there are too many. What
  /// is stopped stays so until somebody lifts it; what was before that does not count against it again, as long as the
  /// server runs.
  /// - Returns: what was found now: warnings, and new stops.
  public func lookAtGuards() async throws(HubError) -> [GuardFinding] {
    guard let guards = regimes.current?.loaded.charter.guards else { throw Authority.noCharter }
    let since = clock.nowMilliseconds - guards.windowSeconds * 1000
    let memory = guardMemory.withLock { $0 }
    var fold: GuardFold
    if let known = memory.fold {
      fold = known
    } else {
      fold = GuardFold(after: try await position(beforeMilliseconds: since))
    }
    while true {
      let after = fold.position
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Self.guardEntriesPerRead)
      }
      do throws(BodyError) {
        for entry in page { try fold.add(entry) }
      } catch {
        throw Authority.damaged
      }
      if page.count < Self.guardEntriesPerRead { break }
    }
    fold.forget(beforeMilliseconds: since)
    let standing = await stops()
    for subject in memory.paused where !standing.contains(subject) { fold.forget(subject) }
    var findings: [GuardFinding] = []
    for (subject, counts) in fold.counts where !standing.contains(subject) {
      switch guards.verdict(counts) {
      case .fine: continue
      case .warn(let text):
        findings.append(GuardFinding(subject: Stop(subject.target, subject.name, reason: text), isPaused: false))
      case .pause(let text):
        let stop = Stop(subject.target, subject.name, reason: text)
        try await add(stop)
        findings.append(GuardFinding(subject: stop, isPaused: true))
      }
    }
    let paused = Set(await stops().filter { !$0.reason.isEmpty })
    let known = fold
    guardMemory.withLock { $0 = GuardMemory(fold: known, paused: paused) }
    return findings
  }

  /// Entries read at once.
  private static let guardEntriesPerRead = 2_000
}
