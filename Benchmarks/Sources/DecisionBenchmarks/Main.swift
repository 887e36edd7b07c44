import Foundation

/// The command line of the benchmarks; `Benchmarks/run` calls it and puts its figures together.
///
///     DecisionBenchmarks time                    every case, as JSON: ns by minimum, median and 90th percentile
///     DecisionBenchmarks allocations             allocations of one decision or customer, as JSON, by case
///     DecisionBenchmarks repeat CASE ROUNDS      the case for a profiler: 1,000 times a round, 1 or 2 rounds
///     DecisionBenchmarks sweep [CUSTOMERS]       a sweep over 1,000,000 customers, or so many, with memory and gap, as JSON
///     DecisionBenchmarks simulate CUSTOMERS DAYS LANES [limits]   a simulation of 100 actions x 4 channels, as JSON
///     DecisionBenchmarks calibration WORLDS LANES    how many forecasts of volume hold, as JSON
///     DecisionBenchmarks lever CUSTOMERS WEEKS ACTIONS LANES    whether automatic levers reach their plans, as JSON
///     DecisionBenchmarks workload FILE           rules and rows for other engines
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("time", 1): try time()
    case ("allocations", 1):
      for (name, shape) in DecisionCase.shapes {
        Swift.print("{\"case\": \"\(name)\", \"allocations\": \(try DecisionCase(shape).allocations())}")
      }
      let packing = try PackingCase()
      for work in PackingCase.Work.allCases {
        Swift.print("{\"case\": \"\(work.rawValue)\", \"allocations\": \(packing.allocations(work))}")
      }
    case ("repeat", 3):
      if let work = PackingCase.Work(rawValue: arguments[2]), let rounds = Int(arguments[3]), (1...2).contains(rounds) {
        return try PackingCase().repeatWork(work, rounds: rounds)
      }
      guard let found = DecisionCase.shapes.first(where: { $0.name == arguments[2] }), let rounds = Int(arguments[3]),
        (1...2).contains(rounds)
      else { return usage() }
      try DecisionCase(found.shape).repeatDecisions(rounds: rounds)
    case ("sweep", 1): sweep(customerCount: 1_000_000)
    case ("sweep", 2):
      guard let count = Int(arguments[2]), (1...10_000_000).contains(count) else { return usage() }
      sweep(customerCount: count)
    case ("simulate", 4), ("simulate", 5):
      guard let customers = Int(arguments[2]), let days = Int(arguments[3]), let lanes = Int(arguments[4]),
        customers > 0,
        days > 0, lanes > 0
      else { return usage() }
      try simulate(customers: customers, days: days, lanes: lanes, areLimited: arguments.count == 5)
    case ("calibration", 3):
      guard let worlds = Int(arguments[2]), let lanes = Int(arguments[3]), worlds > 0, lanes > 0 else { return usage() }
      try calibration(worlds: worlds, lanes: lanes)
    case ("lever", 5):
      let numbers = arguments.dropFirst().compactMap { Int($0) }
      guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }), numbers[1] > 1 else { return usage() }
      try lever(customers: numbers[0], weeks: numbers[1], actions: numbers[2], lanes: numbers[3])
    case ("workload", 2): try PeerWorkload.write(RuleCase(ruleCount: 100, rowCount: 200), to: arguments[2])
    default: usage()
    }
  }

  private static func sweep(customerCount: Int) {
    let found = SweepCase.run(customerCount: customerCount)
    let bytes = Double(found.byteCount) / Double(customerCount)
    Swift.print(
      "{\"case\": \"sweep\", \"customers\": \(customerCount), \"add_seconds\": \(found.addSeconds), "
        + "\"settle_seconds\": \(found.settleSeconds), \"bytes_per_customer\": \(bytes), "
        + "\"resident_max_bytes\": \(found.residentMaxBytes), \"gap\": \(found.sweep.gap)}")
    for limit in found.sweep.limits { note("\(limit.name): \(limit.taken) of \(limit.room), price \(limit.price)") }
  }

  private static func simulate(customers: Int, days: Int, lanes: Int, areLimited: Bool) throws {
    let found = try SimulationCase.run(
      customerCount: customers, dayCount: days, laneCount: lanes, areLimited: areLimited)
    Swift.print(
      "{\"case\": \"simulate\", \"customers\": \(customers), \"days\": \(days), \"lanes\": \(lanes), "
        + "\"limits\": \(areLimited), \"ready_seconds\": \(found.readySeconds), "
        + "\"play_seconds\": \(found.playSeconds), \"processor_seconds\": \(found.processorSeconds), "
        + "\"resident_max_bytes\": \(found.residentMaxBytes), \"contacts\": \(found.contacts), "
        + "\"silences\": \(found.silences)}")
  }

  private static func calibration(worlds: Int, lanes: Int) throws {
    for part in [1, 3] {
      let found = try SimulationCase.calibration(worldCount: worlds, partOf: part, laneCount: lanes)
      Swift.print(
        "{\"case\": \"calibration\", \"worlds\": \(worlds), \"part\": \(part), \"held\": \(found.held), "
          + "\"all\": \(found.all)}")
    }
  }

  private static func lever(customers: Int, weeks: Int, actions: Int, lanes: Int) throws {
    let found = try LeverCase.run(
      customerCount: customers, weeks: weeks, actionCount: actions, laneCount: lanes, seed: 1)
    for one in found {
      let shares = one.shares.map { String(format: "%.4f", $0) }.joined(separator: ", ")
      Swift.print(
        "{\"case\": \"lever\", \"action\": \"\(one.action)\", \"measure\": \"\(one.measure.rawValue)\", "
          + "\"weeks\": [\(shares)], \"total\": \(one.total), \"untouched\": \(one.untouched), \"reachable\": \(one.reachable), "
          + "\"lowest\": \(one.lowest), \"highest\": \(one.highest), \"bounded\": \(one.isWithinBounds)}")
    }
  }

  private static func time() throws {
    for (name, shape) in DecisionCase.shapes {
      let decisions = try DecisionCase(shape)
      print(name, decisions.time(repetitions: shape.actionCount > 100 ? 30 : 100), decisions.allocations())
      note("\(name): \(decisions.survey())")
    }
    let packing = try PackingCase()
    for work in PackingCase.Work.allCases {
      print(work.rawValue, packing.time(work, repetitions: 100), packing.allocations(work))
    }
    note("packed: \(Int(packing.bytes.rounded())) bytes a customer")
    var one = try RuleCase(ruleCount: 100, rowCount: 16_384)
    print("rule-alone", try one.timeAlone(repetitions: 100))
    print("rule-program", try one.timeProgram(onWords: true, repetitions: 50))
    print("rule-general", try one.timeProgram(onWords: false, repetitions: 20))
    // The rows that the other engines are given, and so many that no cache knows them.
    print("index-100-of-200-rows", try RuleCase(ruleCount: 100, rowCount: 200).timeIndex(repetitions: 200))
    print("index-100", one.timeIndex(repetitions: 20))
    print("index-1000", try RuleCase(ruleCount: 1000, rowCount: 16_384).timeIndex(repetitions: 10))
  }

  private static func print(_ name: String, _ timing: Timing, _ allocations: Double? = nil) {
    func text(_ number: Double) -> String { String(format: "%.3f", number) }
    let counted = allocations.map { ", \"allocations\": \(text($0))" } ?? ""
    Swift.print(
      "{\"case\": \"\(name)\", \"min\": \(text(timing.min)), \"median\": \(text(timing.median)), "
        + "\"p90\": \(text(timing.p90))\(counted)}")
  }

  private static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  private static func usage() {
    note(
      "usage: DecisionBenchmarks time | allocations | repeat CASE ROUNDS | sweep [CUSTOMERS] | workload FILE\n"
        + "       DecisionBenchmarks simulate CUSTOMERS DAYS LANES [limits] | calibration WORLDS LANES\n"
        + "       DecisionBenchmarks lever CUSTOMERS WEEKS ACTIONS LANES")
  }
}
