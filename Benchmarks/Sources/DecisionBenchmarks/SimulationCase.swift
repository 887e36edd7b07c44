import Decisions
import Dispatch
import Foundation
import Populations
import Simulations
import Synchronization
import Times

/// The synthetic charter played over virtual days, and whether forecasts of it hold.
enum SimulationCase {
  /// What one run took and came to.
  struct Outcome {
    var readySeconds: Double
    var playSeconds: Double
    var processorSeconds: Double
    var residentMaxBytes: Int
    var contacts: Int64
    var silences: Int64
  }

  /// How customers behave: they differ, tire and recover, leave, and answer at their hours.
  static var truth: PlantedTruth {
    var truth = PlantedTruth()
    truth.spread = 0.4
    truth.fatiguePerPoint = 0.08
    truth.optOut = .init(hazard: 0.000_6, perPoint: 0.2, complaintShare: 0.1)
    truth.hours = [.init(channels: ["email"], fromHour: 8, toHour: 12, odds: 1.2)]
    truth.openChance = 0.2
    truth.refusalChance = 0.005
    return truth
  }

  /// Customers in memory, as those of a file are, with storage shared as `mesure simulate` shares it.
  static func customers(_ count: Int, of charter: Charter, seed: UInt64 = 7) -> [SimulatedCustomer] {
    var customers: [SimulatedCustomer] = []
    customers.reserveCapacity(count)
    var pool = ArrayPool()
    while customers.count < count {
      let first = customers.count
      let states = SyntheticCustomers.states(
        min(10_000, count - first), of: charter, isDense: false, seed: seed &+ UInt64(first))
      for (offset, state) in states.enumerated() {
        var state = state
        state.customer.id = "c\(first + offset)"
        state.customer.key = Chance.key(of: "\(seed) \(state.customer.id)")
        customers.append(pool.sharing(SimulatedCustomer(state: state)))
      }
    }
    return customers
  }

  static func plan(_ charter: Charter, _ customers: [SimulatedCustomer], seed: UInt64 = 1) -> SimulationPlan {
    let plan = CharterPlan(charter)
    var simulated = SimulationPlan(
      charter: plan, base: SimulatedBase(customers), behavior: Behavior(truth, plan: plan),
      firstDay: SyntheticZone.paris.date(at: SyntheticCharter.now))
    simulated.sweepSecond = 10 * 3600 + 1800
    simulated.seed = seed
    return simulated
  }

  /// Lanes on threads.
  static func lanes(_ count: Int) -> Lanes {
    Lanes(count: count) { itemCount, body in
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: count) { lane in
        while true {
          let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard item < itemCount else { return }
          body(item, lane)
        }
      }
    }
  }

  /// Plays 100 actions on 4 channels.
  /// - Parameter areLimited: whether calls and text messages a day are limited for all customers together.
  static func run(customerCount: Int, dayCount: Int, laneCount: Int, areLimited: Bool) throws -> Outcome {
    var charter = try SyntheticCharter(.init(actionCount: 100)).charter
    if areLimited {
      for (name, share) in [("call", 200), ("sms", 50)] {
        var scope = Scope()
        scope.channels = [name]
        charter.limits.append(
          VolumeLimit(name: name, scope: scope, measure: .contacts(max(1, customerCount / share)), window: .day))
      }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let simulation = Simulation(plan: plan(charter, customers(customerCount, of: charter)))
    let ready = clock.now
    let before = processorSeconds()
    let result = simulation.run(days: dayCount, lanes: lanes(laneCount))
    return Outcome(
      readySeconds: seconds(ready - start), playSeconds: seconds(clock.now - ready),
      processorSeconds: processorSeconds() - before, residentMaxBytes: residentMaxBytes(),
      contacts: result.replicates[0].total(.contacts), silences: result.replicates[0].total(.abstentions))
  }

  /// In so many worlds: a part of the customers is played three times, and the interval of every action's volume is held
  /// against what all of them do with other luck.
  /// - Returns: how many intervals held, and how many there were.
  static func calibration(worldCount: Int, partOf: Int, laneCount: Int) throws -> (held: Int, all: Int) {
    let charter = try SyntheticCharter(.init(actionCount: 30)).charter
    var (held, all) = (0, 0)
    for world in 1...worldCount {
      let everybody = customers(2_400, of: charter, seed: UInt64(world) &* 1_000_003)
      let part = everybody.enumerated().filter { $0.offset % partOf == 0 }.map(\.element)
      var sample = plan(charter, part, seed: UInt64(world))
      sample.scale = Double(partOf)
      let forecast = Simulation(plan: sample).run(days: 14, replicates: 3, lanes: lanes(laneCount))
      let happened = Simulation(plan: plan(charter, everybody, seed: UInt64(world) + 1_000_000)).run(
        days: 14, lanes: lanes(laneCount))
      for action in sample.actions.indices {
        let interval = forecast.forecast(action: action)
        // Below that, volumes are so few whole numbers that no interval can cover nine tenths of them.
        guard interval.mean >= 30 else { continue }
        let count = Double(happened.replicates[0].contacts(action: action))
        all += 1
        if interval.low <= count, count <= interval.high { held += 1 }
      }
    }
    return (held, all)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private static func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  private static func processorSeconds() -> Double {
    let usage = usage()
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// The most memory that the process ever had, in bytes.
  private static func residentMaxBytes() -> Int { usage().ru_maxrss * 1024 }
}
