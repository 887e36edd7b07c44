import CAllocations

/// What repeated timing of one thing found, in nanoseconds of one of it.
struct Timing {
  var min: Double
  var median: Double
  var p90: Double
}

/// Keeps a result alive, so that the compiler cannot leave out the work behind it.
@inline(never) func consume<Value>(_ value: borrowing Value) {}

enum Measurement {
  /// Times `work` again and again, each time after an untimed `prepare`; the first tenth only warms up.
  ///
  /// - Parameters:
  ///   - count: how many things one run of `work` does.
  ///   - repetitions: how many runs are kept.
  static func time<State>(
    count: Int, repetitions: Int, prepare: () -> State, _ work: (inout State) -> Void
  ) -> Timing {
    let clock = ContinuousClock()
    var samples: [Double] = []
    let warmups = max(1, repetitions / 10)
    for run in 0..<warmups + repetitions {
      var state = prepare()
      let elapsed = clock.measure { work(&state) }
      consume(state)
      guard run >= warmups else { continue }
      let (seconds, attoseconds) = elapsed.components
      samples.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(count))
    }
    samples.sort()
    return Timing(
      min: samples[0], median: samples[samples.count / 2], p90: samples[samples.count * 9 / 10])
  }

  /// How many times `work` asked the heap for memory.
  static func allocations(_ work: () -> Void) -> Int {
    let before = allocations_count()
    work()
    return Int(allocations_count() - before)
  }
}
