import Decisions
import Learning
import LearningTrials
import Seeds
import Testing
import Times

/// When people answer, against people whose hours are planted.
@Suite("Tempo") struct TempoTests {
  @Test func `where hours do not matter, fewer than one in twenty is moved`() {
    for (seed, people) in [(1, 5), (2, 40), (3, 150)] as [(UInt64, Int)] {
      let world = TempoWorld(amplitude: 1)
      let learner = world.taught([.even], people: people, contacts: 40, seed: seed)
      for contacts in [0, 10, 40, 100] {
        let moves = TempoTrial(world, learner, [.even], people: 60, contacts: contacts, seed: seed + 100)
        #expect(moves.moved <= 0.05, "seed \(seed), \(contacts) contacts: \(moves.moved)")
      }
    }
  }

  @Test func `everybody answers in the evening: a stranger is moved there`() {
    let world = TempoWorld()
    let learner = world.taught([.evening], people: 200, contacts: 30, seed: 11)
    let moves = TempoTrial(world, learner, [.evening], people: 100, contacts: 0, seed: 12)
    #expect(moves.found > 0.999)
    #expect(moves.after > moves.before + 0.7 * (moves.best - moves.before), "\(moves)")
    #expect(moves.worse == 0)
  }

  @Test func `half answer in the morning, half in the evening: each is found out by their own answers`() {
    let world = TempoWorld()
    let learner = world.taught([.morning, .evening], people: 300, contacts: 40, seed: 21)
    let moves = [0, 20, 100].map {
      TempoTrial(world, learner, [.morning, .evening], people: 100, contacts: $0, seed: 22)
    }
    #expect(moves[0].moved == 0, "nobody knows which kind a stranger is: \(moves[0])")
    #expect(moves[1].found > 0.7 && moves[2].found > 0.9, "\(moves[1]) \(moves[2])")
    #expect(moves[1].after > moves[1].before * 1.3 && moves[2].after > moves[2].before * 1.7, "\(moves[1]) \(moves[2])")
    #expect(moves.allSatisfy { $0.worse <= 0.02 })
  }

  @Test func `little data is cautious and says so; more data has a narrower interval, which holds the truth`() {
    let world = TempoWorld()
    let snapshot = world.taught([.morning, .evening], people: 200, contacts: 40, seed: 31).snapshot
    var generator = SeededGenerator(seed: 32)
    var widths: [Double] = []
    for contacts in [0, 7, 8, 40, 200] {
      var held = 0
      var width = 0.0
      for _ in 0..<40 {
        let tempo = TempoWorld.tempo(snapshot, world.ledger(.evening, contacts: contacts, &generator))
        #expect(tempo.contacts <= contacts && tempo.isCautious == (tempo.contacts < 8))
        let gain = tempo.gain(hour: 20, beside: 9)
        let truth = world.factor(.evening, hour: 20) / world.factor(.evening, hour: 9)
        if gain.low <= truth, truth <= gain.high { held += 1 }
        width += Elementary.logarithm(gain.high / gain.low) / 40
      }
      if contacts >= 8 { #expect(held >= 34, "\(contacts) contacts: \(held) of 40") }
      widths.append(width)
    }
    #expect(widths[0] > widths[3] && widths[3] > widths[4], "\(widths)")
  }

  @Test func `hours make predictions better where they matter, and hardly worse where they do not`() throws {
    let mattering = try #require(
      TempoWorld().taught([.morning, .evening], people: 200, contacts: 40, seed: 41).logLoss)
    #expect(mattering.withHours < mattering.without - 0.01, "\(mattering)")
    let not = try #require(TempoWorld(amplitude: 1).taught([.even], people: 200, contacts: 40, seed: 41).logLoss)
    #expect(not.withHours < not.without + 0.003, "\(not)")
  }

  @Test func `openings and clicks are not used without consent to tracking`() {
    let world = TempoWorld()
    var generator = SeededGenerator(seed: 51)
    let ledger = world.ledger(.evening, contacts: 60, &generator)
    var (clicked, silent) = (TempoLearner(), TempoLearner())
    clicked.learn(
      from: ledger, country: TempoWorld.country, clock: TempoWorld.clock, at: TempoWorld.now, tracking: .none)
    let without = Ledger(ledger.contacts.map { TempoWorld.contact($0.at) })
    silent.learn(
      from: without, country: TempoWorld.country, clock: TempoWorld.clock, at: TempoWorld.now, tracking: .none)
    // Only that their times of day are known differs: a time of an answer that may not be used is known, and not used.
    #expect(clicked.encode() == silent.encode())
  }

  @Test func `contacts of which only the day is known say nothing of hours`() {
    let days = Ledger((1...40).map { TempoWorld.contact(TempoWorld.now - Int64($0) * 7 * 86_400) })
    #expect(TempoWorld.tempo(TempoLearner().snapshot, days).contacts == 0)
    let untimed = Ledger(
      (1...40).map { number in
        var contact = TempoWorld.contact(TempoWorld.now - Int64(number) * 7 * 86_400 - 1800)
        contact.outcome = .ignored
        return contact
      })
    #expect(TempoWorld.tempo(TempoLearner().snapshot, untimed).contacts == 0)
    let hours = Ledger((1...40).map { TempoWorld.contact(TempoWorld.now - Int64($0) * 7 * 86_400 - 1800) })
    #expect(TempoWorld.tempo(TempoLearner().snapshot, hours).contacts == 40)
    // Young contacts say nothing yet, whether answered or not.
    let young = Ledger([1, 2].map { TempoWorld.contact(TempoWorld.now - $0 * 86_400 - 60, answeredAfter: 30) })
    #expect(TempoWorld.tempo(TempoLearner().snapshot, young).contacts == 0)
  }

  @Test func `the same ledgers give the same bits, a saved state comes back, and no damaged one is taken`() throws {
    let world = TempoWorld()
    let learner = world.taught([.morning, .even], people: 40, contacts: 20, seed: 61)
    let bytes = learner.encode()
    #expect(bytes == world.taught([.morning, .even], people: 40, contacts: 20, seed: 61).encode())
    #expect(try TempoLearner(decoding: bytes) == learner)
    var generator = SeededGenerator(seed: 62)
    for _ in 0..<200 {
      var damaged = bytes
      damaged[generator.int(0...bytes.count - 1)] ^= UInt8(generator.int(1...255))
      #expect(throws: StateError.self) { try TempoLearner(decoding: damaged) }
    }
    for count in [0, 4, 5, 12, bytes.count - 1] {
      #expect(throws: StateError.self) { try TempoLearner(decoding: Array(bytes.prefix(count))) }
    }
  }

  @Test func `memory does not grow beyond 64 cohorts`() {
    var learner = TempoLearner()
    var sizes: [Int] = []
    for country in 0..<200 {
      let ledger = Ledger([TempoWorld.contact(TempoWorld.begin + Int64(country) * 3600 + 60, answeredAfter: 60)])
      learner.learn(
        from: ledger, country: Symbol("country \(country)"), clock: TempoWorld.clock, at: TempoWorld.now,
        tracking: .all)
      sizes.append(learner.encode().count)
    }
    #expect(sizes[199] == sizes[63] && sizes[62] < sizes[63])
  }

  @Test func `hostile ledgers leave everything finite`() {
    var generator = SeededGenerator(seed: 71)
    var learner = TempoLearner()
    for _ in 0..<300 {
      let ledger = Ledger(
        (0..<generator.int(0...12)).map { _ in
          var contact = TempoWorld.contact(Instant(secondsSince1970: generator.pick([0, 1, 1 << 31, 4_294_967_295])))
          contact.outcome = generator.pick(ContactOutcome.allCases)
          contact.outcomeSeconds = generator.pick([0, 1, 2_000_000_000, .max])
          contact.state = generator.pick(ContactState.allCases)
          return contact
        })
      let now = Instant(secondsSince1970: generator.pick([.min, -1, 0, 5_000_000_000, .max / 2]))
      learner.learn(from: ledger, country: .none, clock: TempoWorld.clock, at: now, tracking: .all)
      let tempo = TempoWorld.tempo(learner.snapshot, ledger, at: now)
      for hour in [-1, 0, 20, 167, 168, .max, .min] {
        let gain = tempo.gain(hour: hour, beside: 9)
        #expect(gain.low.isFinite && gain.high.isFinite && gain.low <= gain.value && gain.value <= gain.high)
      }
    }
    #expect((try? TempoLearner(decoding: learner.encode())) == learner)
  }
}
