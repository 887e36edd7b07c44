import Decisions

/// How a roll-out stands, of an action or of a whole version of the charter.
public struct RolloutStanding: Sendable {
  /// What reaches customers step by step.
  public enum Subject: Hashable, Sendable {
    /// An action, by name.
    case action(String)
    /// The version of the charter that was activated last. `earlier` decides for customers whom it has not reached; nothing:
    /// there are none, because its roll-out is complete, or because nothing was in force before it.
    case charter(version: String, earlier: String?)
  }

  /// The roll-out.
  public var rollout: Rollout
  /// What it is of.
  public var subject: Subject
  /// The step on which it stands; ``Decisions/Rollout/stopped``: it reaches nobody.
  public var step: Int
  /// The steps that it was put on, oldest first.
  public var moves: [RolloutMove]
}

extension RolloutStanding {
  /// Whether it is of a whole version of the charter.
  var isWhole: Bool {
    if case .charter = subject { return true }
    return false
  }

  /// What its steps are kept by: a version's own by the version as well, so that it keeps its step when it is activated
  /// again, and another one begins at its first, whatever its roll-out is called.
  var key: String {
    switch subject {
    case .action: rollout.name
    case .charter(let version, _): Charter.rolloutKey(rollout.name, version)
    }
  }

  /// Whether nothing moved between the two.
  func isSame(as other: RolloutStanding) -> Bool { key == other.key && moves.last == other.moves.last }
}

extension Authority {
  /// The roll-out of the charter in force, then those of actions in its order, then those of actions that only the version
  /// before has while that decides for some customers still.
  public func rollouts() async -> [RolloutStanding] { await governor.rollouts }

  /// Puts a roll-out on a step: widens, narrows, stops or resumes it. When this returns, no decision is by another step.
  ///
  /// Of a whole version, those whom the step does not reach are decided for by the version before.
  /// - Parameters:
  ///   - step: from 0; ``Decisions/Rollout/stopped``: it reaches nobody.
  ///   - reason: why; kept with the step.
  /// - Throws: `rollout.unknown`; `rollout.step_unknown`; `rollout.no_earlier` when nothing could decide for those whom a
  ///   version leaves out; `charter.missing`; the store's codes.
  public func setRollout(_ name: String, step: Int, reason: String) async throws(HubError) {
    try await move(name, to: step, reason: reason)
  }

  /// - Parameter seen: as for `Governor.move`.
  func move(
    _ name: String, to step: Int, reason: String, seen: RolloutStanding? = nil
  ) async throws(HubError) {
    let move = try await governor.move(
      name, to: step, reason: reason, atMilliseconds: clock.nowMilliseconds, seen: seen)
    if let move {
      logger.notice("roll-out moved", metadata: ["rollout": .string(name), "step": .stringConvertible(move.step)])
    }
  }

  static func noRollout(_ name: String) -> HubError {
    HubError(.unknown, "rollout.unknown", "the charter in force has no roll-out `\(name)`, nor has an action of it")
  }

  static let nobodyBefore = HubError(
    .conflict, "rollout.no_earlier",
    "no version was in force before this one, so nothing could decide for those whom the step leaves out", path: "step")
}

extension Charter {
  /// What steps of this version's own roll-out are kept by. Names of roll-outs have no `@`.
  var rolloutKey: String { Charter.rolloutKey(rollout?.name ?? "", version) }

  static func rolloutKey(_ name: String, _ version: String) -> String { "\(name)@\(version)" }
}

extension Rollout {
  /// Refuses a step that it does not have.
  func check(step: Int) throws(HubError) {
    guard step == Rollout.stopped || steps.indices.contains(step) else {
      throw HubError(
        .invalid, "rollout.step_unknown",
        "the roll-out has the steps 0 to \(steps.count - 1); \(Rollout.stopped) stops it", path: "step")
    }
  }
}
