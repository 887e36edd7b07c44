import Hub
import Synchronization
import Testing

/// What tasks saw of one another.
private final class Seen: Sendable {
  let state = Mutex((inside: 0, most: 0, done: 0))
  let order = Mutex<[Int]>([])
}

@Suite("Turns") struct TurnsTests {
  @Test func `two never have a turn at once, and everybody gets one`() async {
    let turns = Turns()
    let seen = Seen()
    await withDiscardingTaskGroup { group in
      for _ in 0..<200 {
        group.addTask {
          await turns.take()
          seen.state.withLock { state in
            state.inside += 1
            state.most = max(state.most, state.inside)
          }
          await Task.yield()
          seen.state.withLock { state in
            state.inside -= 1
            state.done += 1
          }
          turns.pass()
        }
      }
    }
    #expect(seen.state.withLock { $0 } == (0, 1, 200))
  }

  @Test func `who has waited longest is next`() async {
    let turns = Turns()
    let seen = Seen()
    for round in 0..<3 {
      await turns.take()
      await withDiscardingTaskGroup { group in
        for number in 0..<20 {
          group.addTask {
            await turns.take()
            seen.order.withLock { $0.append(number) }
            turns.pass()
          }
          while turns.waitingCount < number + 1 { await Task.yield() }
        }
        turns.pass()
      }
      #expect(seen.order.withLock { $0 } == Array(0..<20), "round \(round)")
      seen.order.withLock { $0 = [] }
    }
  }
}
