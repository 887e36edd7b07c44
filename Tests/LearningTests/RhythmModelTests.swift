import Decisions
import Expressions
import Learning
import LearningTrials
import Seeds
import Testing
import Times

/// What contacts tell, on its way into decisions: saved with the models, asked by `decide`.
@Suite("What past contacts tell, in decisions") struct RhythmModelTests {
  /// A charter with one learned offer by e-mail and SMS, which asks for better hours.
  private static func charter(isTracked: Bool = true) -> Charter {
    var charter = Charter()
    charter.zones = [TempoWorld.zone]
    charter.purposes = [Purpose(name: "news", kind: .marketing, needsConsent: true)]
    charter.trackingPurpose = isTracked ? 0 : nil
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: false),
      Channel(name: "sms", kind: .sms, direction: .outbound, needsAddress: false),
    ]
    charter.issues = [Issue(name: "sales")]
    charter.groups = [Group(name: "cards", issue: 0)]
    var treatments = [
      Treatment(channel: 0, propensity: .constant(0.1)), Treatment(channel: 1, propensity: .constant(0.1)),
    ]
    for index in treatments.indices { treatments[index].isLearned = true }
    charter.actions = [Action(name: "card", group: 0, purpose: 0, value: .constant(10), treatments: treatments)]
    charter.timing.bestHour = BestHour(withinSeconds: 86_400, purposes: [0])
    return charter
  }

  private static func state(_ ledger: Ledger) -> CustomerState {
    var customer = Customer(id: "c", slotCount: 0, purposeCount: 1, channelCount: 2)
    customer.consents = [.granted, .granted]
    customer.country = TempoWorld.country
    return CustomerState(customer: customer, ledger: ledger)
  }

  /// Models that know people who answer in the evening.
  private static func taught(_ charter: Charter) -> LearnedModels {
    var models = LearnedModels()
    for ledger in TempoWorld().ledgers(.evening, people: 120, contacts: 30, seed: 1) {
      models.rhythm.learn(from: state(ledger), charter, at: TempoWorld.now)
    }
    return models
  }

  private func choice(_ charter: Charter, _ models: LearnedModels, _ ledger: Ledger = Ledger()) -> Choice? {
    let plan = CharterPlan(charter)
    var state = Self.state(ledger)
    let snapshot = Snapshot(plan: plan, models: Models(plan, models, space: FeatureSpace(names: [], charter)))
    return decide(&state, Occasion(kind: .outbound), snapshot, now: TempoWorld.now).choices.first
  }

  @Test func `what was learned from contacts alone moves the hour and leaves propensities to the charter`() throws {
    let charter = Self.charter()
    let choice = try #require(self.choice(charter, Self.taught(charter)))
    #expect(choice.propensity == 0.1 && choice.deviation == 0)
    #expect((16...23).contains(TempoWorld.zone.secondOfDay(at: choice.at) / 3600), "it was 10:30")
    #expect(choice.hour?.said.isCautious == true && choice.hour?.said.contacts == 0)
    let untracked = Self.charter(isTracked: false)
    let kept = try #require(self.choice(untracked, Self.taught(untracked)))
    #expect(kept.at == TempoWorld.now, "without tracking nobody answered anything")
  }

  @Test func `somebody who may live in zones with other hours is not moved`() throws {
    var charter = Self.charter()
    let models = Self.taught(charter)
    charter.zones.append(.utc)
    var state = Self.state(Ledger())
    state.customer.zones = [0, 1]
    let plan = CharterPlan(charter)
    let snapshot = Snapshot(plan: plan, models: Models(plan, models, space: FeatureSpace(names: [], charter)))
    let choice = try #require(decide(&state, Occasion(kind: .outbound), snapshot, now: TempoWorld.now).choices.first)
    #expect(choice.at == TempoWorld.now && choice.hour == nil)
  }

  @Test func `an action that ends soon is said while it can still be answered`() throws {
    var charter = Self.charter()
    let models = Self.taught(charter)
    // Those that come at 20 o'clock have a quarter of an hour to be answered before it ends.
    charter.actions[0].ends = TempoWorld.begin + 364 * 86_400 + 20 * 3600 + 900
    let ending = try #require(choice(charter, models))
    #expect(ending.at < TempoWorld.begin + 364 * 86_400 + 20 * 3600, "\(ending.at)")
    charter.actions[0].ends = nil
    let unending = try #require(choice(charter, models))
    #expect(ending.at < unending.at)
  }

  @Test func `the role of a channel moves a learned propensity as far as responses say`() throws {
    let charter = Self.charter()
    var models = Self.taught(charter)
    // Four e-mails of four were answered, no SMS.
    let ledger = Ledger(
      (0..<8).map { number in
        TempoWorld.contact(
          TempoWorld.begin + Int64(number) * 86_400 + 60, answeredAfter: number < 4 ? 60 : nil,
          channel: number < 4 ? .email : .sms)
      })
    var features = FeatureList()
    FeatureSpace(names: [], charter).fill(&features, from: Row(slotCount: 0))
    var generator = SeededGenerator(seed: 3)
    func respond(_ count: Int) {
      for _ in 0..<count {
        let channel = generator.int(0...1)
        let isPositive = generator.chance(channel == 0 ? 0.2 : 0.04)
        let names = ModelNames(charter, action: 0, channel: channel)
        _ = models.learn(features, names, Response(isPositive: generator.chance(0.1)))
        models.rhythm.learn(
          predicted: 0.1, of: Self.state(ledger), charter, action: 0, channel: channel, isPositive: isPositive,
          at: TempoWorld.now)
      }
    }
    respond(500)
    #expect(models.rhythm.offset.factor > 0.3, "\(models.rhythm.offset.factor)")
    let by = try #require(choice(charter, models, ledger))
    let plain = try #require(choice(charter, models))
    #expect(by.treatment == 0 && by.propensity > plain.propensity * 1.2, "\(by) \(plain)")
  }

  @Test func `models are saved with it`() throws {
    let models = Self.taught(Self.charter())
    let again = try LearnedModels(decoding: models.encode())
    #expect(again.rhythm == models.rhythm && again.encode() == models.encode())
    #expect(again.rhythm.version == models.rhythm.version && models.rhythm.version != RhythmModels().version)
  }

  @Test func `tracking is what was consented to on every channel of a kind`() {
    var charter = Self.charter()
    var customer = Self.state(Ledger()).customer
    #expect(TrackingConsent(charter, customer)[.email] && TrackingConsent(charter, customer)[.sms])
    #expect(!TrackingConsent(charter, customer)[.push], "there is no such channel")
    customer.consents = [.granted, .absent]
    #expect(TrackingConsent(charter, customer)[.email] && !TrackingConsent(charter, customer)[.sms])
    charter.channels[1].kind = .email
    #expect(!TrackingConsent(charter, customer)[.email], "one of two e-mail channels")
    customer.consents = [.granted, .granted]
    customer.objections = [0]
    #expect(TrackingConsent(charter, customer) == .none)
    customer.objections = []
    charter.trackingPurpose = nil
    #expect(TrackingConsent(charter, customer) == .none)
    charter.trackingPurpose = 0
    charter.purposes[0].needsConsent = false
    customer.consents = []
    #expect(TrackingConsent(charter, customer)[.email], "it needs no consent")
  }
}
