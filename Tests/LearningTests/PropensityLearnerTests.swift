import Decisions
import Learning
import Seeds
import Testing

/// A made world: a customer is an age and a town; who accepts depends on both, and on the action.
private struct World {
  var generator: SeededGenerator
  static let age = Chance.key(of: "age")
  static let town = Chance.key(of: "town")
  static let card = ModelNames(issue: "sales", group: "cards", action: "card", channel: "email")
  static let loan = ModelNames(issue: "sales", group: "loans", action: "loan", channel: "email")

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  static func features(age: Double, town: String) -> FeatureList {
    var list = FeatureList()
    list.append(World.age, number: age)
    list.append(World.town, text: Chance.key(of: town))
    return list
  }

  static func chance(_ names: ModelNames, age: Double, town: String) -> Double {
    let action = names == World.card ? -2.0 : -3.0
    return Elementary.sigmoid(action + (age - 45) / 15 + (town == "Nantes" ? 1 : 0))
  }

  mutating func next() -> (names: ModelNames, features: FeatureList, chance: Double, response: Response) {
    let names = generator.pick([World.card, World.loan])
    let age = generator.double(18...80)
    let town = generator.pick(["Nantes", "Lyon", "Lille"])
    let chance = World.chance(names, age: age, town: town)
    return (
      names, World.features(age: age, town: town), chance, Response(isPositive: generator.chance(chance))
    )
  }

  static func taught(_ count: Int, seed: UInt64 = 7) -> LearnedModels {
    var world = World(seed: seed)
    var models = LearnedModels()
    for _ in 0..<count {
      let case_ = world.next()
      models.learn(case_.features, case_.names, case_.response)
    }
    return models
  }
}

@Suite("Learning propensities") struct PropensityLearnerTests {
  @Test func `what nobody has answered yet has the first rate, and is in doubt`() {
    var learner = PropensityLearner(firstRate: 0.05)
    let chance = learner.predict(World.features(age: 40, town: "Lyon"), ModelKey(World.card))
    #expect(abs(chance - 0.05) < 0.02)
  }

  @Test func `a planted truth is found`() {
    var learner = World.taught(20_000).learner
    for names in [World.card, World.loan] {
      for (age, town) in [(30.0, "Lyon"), (45, "Nantes"), (60, "Lille"), (70, "Nantes")] {
        let believed = learner.predict(World.features(age: age, town: town), ModelKey(names))
        let truth = World.chance(names, age: age, town: town)
        #expect(
          abs(Elementary.logit(believed) - Elementary.logit(truth)) < 0.5,
          "\(names.action) \(age) \(town): \(believed), \(truth)")
      }
    }
  }

  @Test func `a new action begins with what its channel and its customers are like`() {
    var learner = World.taught(20_000).learner
    let new = ModelKey(ModelNames(issue: "sales", group: "books", action: "book", channel: "email"))
    let old = learner.predict(World.features(age: 75, town: "Nantes"), new)
    let young = learner.predict(World.features(age: 20, town: "Lyon"), new)
    #expect(old > 3 * young)
  }

  @Test func `the same responses in the same order give the same bits, and another order others`() {
    let first = World.taught(3000)
    #expect(first.encode() == World.taught(3000).encode())
    #expect(first.version == World.taught(3000).version)
    #expect(first.encode() != World.taught(3000, seed: 8).encode())
  }

  @Test func `what is saved comes back to the bit, and learns on alike`() throws {
    var models = World.taught(3000)
    var again = try LearnedModels(decoding: models.encode())
    #expect(again.encode() == models.encode())
    var world = World(seed: 99)
    for _ in 0..<500 {
      let case_ = world.next()
      let pair = (
        models.learn(case_.features, case_.names, case_.response),
        again.learn(case_.features, case_.names, case_.response)
      )
      #expect(pair.0 == pair.1)
    }
    #expect(again.encode() == models.encode())
  }

  @Test func `a damaged state is refused, wherever it is damaged`() throws {
    let bytes = World.taught(500).encode()
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      var damaged = bytes
      let place = generator.int(0...(bytes.count - 1))
      damaged[place] ^= UInt8(1 << generator.int(0...7))
      #expect(throws: StateError.self, "byte \(place)") { try LearnedModels(decoding: damaged) }
    }
    for count in [0, 7, 8, 24, bytes.count / 2, bytes.count - 8] {
      #expect(throws: StateError.self, "\(count) bytes") { try LearnedModels(decoding: Array(bytes.prefix(count))) }
    }
  }

  @Test func `absurd numbers and weights change nothing they should not`() {
    var models = World.taught(2000)
    let names = World.card
    let before = models.encode()
    for weight in [0, -1, .nan, .infinity, 1e9] {
      models.learn(World.features(age: 40, town: "Lyon"), names, Response(isPositive: true, weight: weight))
    }
    #expect(models.encode() == before)
    for number in [Double.nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude] {
      var list = World.features(age: number, town: "Lyon")
      list.append(Chance.key(of: "other"), number: number)
      let chance = models.learn(list, names, Response(isPositive: false))
      #expect(chance > 0 && chance < 1)
    }
    var learner = models.learner
    let chance = learner.predict(World.features(age: 60, town: "Nantes"), ModelKey(names))
    #expect(abs(Elementary.logit(chance) - Elementary.logit(World.chance(names, age: 60, town: "Nantes"))) < 1.5)
  }

  @Test func `a million towns take no more room than a few`() {
    var models = World.taught(2000)
    for number in 0..<200_000 {
      models.learn(
        World.features(age: 40, town: "town \(number)"), World.card, Response(isPositive: number % 10 == 0))
    }
    #expect(models.encode().count < 20_000_000)
    var learner = models.learner
    #expect(abs(learner.predict(World.features(age: 40, town: "elsewhere"), ModelKey(World.card)) - 0.1) < 0.05)
  }

  @Test func `figures say how well a model does`() {
    let models = World.taught(20_000)
    let figures = models.figures
    #expect(figures.responses == 20_000 && models.models.count == 2)
    #expect(models.models.map(\.figures.responses).reduce(0, +) == 20_000)
    #expect((figures.auc ?? 0) > 0.75 && (figures.aucWithinBlocks ?? 0) > 0.75)
    #expect(abs(figures.bias ?? 1) < 0.01 && (figures.calibrationError ?? 1) < 0.02)
    #expect(figures.maturity == .mature)
  }

  /// Swift 6.3.1 overruns the frames of async functions that hold values of a greater alignment: the hub, which holds
  /// these across its waits, crashed in release builds.
  @Test func `what the hub holds while it waits is aligned as ordinary memory is`() {
    #expect(MemoryLayout<LearnedModels>.alignment <= 16)
  }
}
