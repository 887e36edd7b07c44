import Decisions
import Foundation
import Learning
import LearningTrials
import Times

/// What choosing hours brings to people with planted hours, and what it costs in time.
///
///     TempoBenchmarks      ends with 1 when a bar does not hold
@main
enum Main {
  static let worlds: [(name: String, kinds: [TempoWorld.Kind], amplitude: Double)] = [
    ("hours do not matter", [.even], 1), ("all in the evening, x2", [.evening], 2),
    ("all in the evening, x4", [.evening], 4),
    ("morning or evening, x2", [.morning, .evening], 2), ("morning or evening, x4", [.morning, .evening], 4),
    ("morning, evening, any, x4", [.morning, .evening, .even], 4),
  ]

  static func main() {
    var holds = true
    print(
      "world                      contacts  moved  to worse   by chance  chosen   best   hour found   (600 people learned)"
    )
    for (name, kinds, amplitude) in worlds {
      let world = TempoWorld(amplitude: amplitude)
      let learner = world.taught(kinds, people: 600, contacts: 40, seed: 1)
      for contacts in [0, 20, 40, 100] {
        let trial = TempoTrial(world, learner, kinds, people: 400, contacts: contacts, seed: 2)
        print(
          name.padding(toLength: 26, withPad: " ", startingAt: 0)
            + String(
              format: "%9d  %4.0f %%    %4.1f %%      %6.2f  %6.2f %6.2f       %4.0f %%", contacts, trial.moved * 100,
              trial.worse * 100, trial.before, trial.after, trial.best, trial.found * 100))
        holds = holds && trial.worse <= 0.02 && (amplitude > 1 || trial.moved <= 0.05)
      }
      if let loss = learner.logLoss {
        print(String(format: "    log loss %.4f, without hours %.4f", loss.withHours, loss.without))
      }
    }
    print("bars: moved to worse at most 2 %, moved where hours do not matter at most 5 %:", holds ? "hold" : "FAIL")
    time()
    if !holds { exit(1) }
  }

  private static func time() {
    let world = TempoWorld()
    let clock = ContinuousClock()
    let people = 2000
    var learner = TempoLearner()
    let learning = clock.measure {
      learner = world.taught([.morning, .evening], people: people, contacts: 40, seed: 3)
    }
    print(
      "learning: \(microseconds(learning, people * 40)) us a contact, made of chance included; "
        + "\(learner.encode().count) bytes saved")
    let snapshot = learner.snapshot
    let ledgers = world.ledgers(.evening, people: 200, contacts: 40, seed: 4)
    var sum = 0.0
    let deciding = clock.measure {
      for ledger in ledgers {
        let tempo = TempoWorld.tempo(snapshot, ledger)
        for hour in 0..<24 { sum += tempo.gain(hour: hour, beside: 10).value }
      }
    }
    print("deciding: \(microseconds(deciding, ledgers.count)) us for 40 contacts and 24 hours (\(sum > 0))")
  }

  private static func microseconds(_ duration: Duration, _ count: Int) -> String {
    String(format: "%.1f", duration / .microseconds(1) / Double(count))
  }
}
