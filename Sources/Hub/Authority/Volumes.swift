import Synchronization

/// Contacts made of actions whose volume is limited, exactly: a unit is taken before a decision may use it.
final class Volumes: Sendable {
  /// Units taken together: to give them back when the decision is not written.
  struct Taken {
    fileprivate var actions: [String] = []
    /// What ``Volumes/reset(_:)`` counted when they were taken: it gives back by itself.
    fileprivate var epoch = 0
  }

  private struct State {
    var counts: [String: Int]
    var epoch = 0
  }

  private let state: Mutex<State>

  init(_ counts: [String: Int]) { state = Mutex(State(counts: counts)) }

  /// Takes a unit of each action whose volume is limited; nothing, and takes none, when one of them is used up.
  func take(_ actions: [String], of regime: Regime) -> Taken? {
    guard !regime.volumesMax.isEmpty else { return Taken() }
    return state.withLock { state in
      var counts = state.counts
      var taken = Taken(epoch: state.epoch)
      for action in actions {
        guard let most = regime.volumesMax[action] else { continue }
        guard counts[action, default: 0] < most else { return nil }
        counts[action, default: 0] += 1
        taken.actions.append(action)
      }
      state.counts = counts
      return taken
    }
  }

  /// Gives back what a decision took that was not written.
  func giveBack(_ taken: Taken) {
    guard !taken.actions.isEmpty else { return }
    state.withLock { state in
      guard state.epoch == taken.epoch else { return }
      for action in taken.actions { state.counts[action, default: 0] -= 1 }
    }
  }

  /// Gives back a unit of each of these, whose contacts were released or came back.
  func giveBack(_ actions: [String]) {
    guard !actions.isEmpty else { return }
    state.withLock { state in
      for action in actions { state.counts[action, default: 0] -= 1 }
    }
  }

  /// Takes what the store says, after a failure.
  func reset(_ stored: [String: Int]) {
    state.withLock { state in
      state.counts = stored
      state.epoch += 1
    }
  }

  /// The actions that are used up.
  func exhausted(_ volumesMax: [String: Int]) -> Set<String> {
    state.withLock { state in Set(volumesMax.filter { state.counts[$0.key, default: 0] >= $0.value }.keys) }
  }
}
