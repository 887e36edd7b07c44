import Decisions

/// How a roll-out of the charter in force stands.
public struct RolloutStanding: Sendable {
  /// The roll-out.
  public var rollout: Rollout
  /// The action that it is of.
  public var action: String
  /// The step on which it stands; ``Decisions/Rollout/stopped``: it reaches nobody.
  public var step: Int
  /// The steps that it was put on, oldest first.
  public var moves: [RolloutMove]
}

extension Authority {
  /// The roll-outs of actions of the charter in force, in its order.
  public func rollouts() async -> [RolloutStanding] {
    let moves = await governor.rolloutMoves
    return (activeCharter?.charter.actions ?? []).compactMap { action in
      action.rollout.map { rollout in
        let own = moves.filter { $0.rollout == rollout.name }
        return RolloutStanding(rollout: rollout, action: action.name, step: own.last?.step ?? 0, moves: own)
      }
    }
  }

  /// Puts a roll-out on a step: widens, narrows, stops or resumes it. When this returns, no decision is by another step.
  /// - Parameters:
  ///   - step: from 0; ``Decisions/Rollout/stopped``: it reaches nobody.
  ///   - reason: why; kept with the step.
  /// - Throws: `rollout.unknown`; `rollout.step_unknown`; `charter.missing`; the store's codes.
  public func setRollout(_ name: String, step: Int, reason: String) async throws(HubError) {
    let move = try await governor.move(name, to: step, reason: reason, atMilliseconds: clock.nowMilliseconds)
    if let move {
      logger.notice("roll-out moved", metadata: ["rollout": .string(name), "step": .stringConvertible(move.step)])
    }
  }
}

extension Charter {
  /// Refuses a step that a roll-out does not have.
  func check(step: Int, of name: String) throws(HubError) {
    guard let rollout = actions.compactMap(\.rollout).first(where: { $0.name == name }) else {
      throw HubError(.unknown, "rollout.unknown", "no action of the charter in force has a roll-out `\(name)`")
    }
    guard step == Rollout.stopped || rollout.steps.indices.contains(step) else {
      throw HubError(
        .invalid, "rollout.step_unknown",
        "the roll-out has the steps 0 to \(rollout.steps.count - 1); \(Rollout.stopped) stops it", path: "step")
    }
  }
}
