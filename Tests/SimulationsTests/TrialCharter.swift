import Charters
import Decisions
import Dispatch
import Expressions
import Journeys
import Populations
import Simulations
import Synchronization
import Times

/// A small charter with six offers, a service message, two outbound channels and the web, and customers for it.
enum TrialCharter {
  /// The parts that tests change.
  struct Settings {
    var policy = """
      caps:
        - { name: weekly, purposes: [offers], limits: [ { max: 1, per: day }, { max: 3, per: 7d } ] }
      spacing:
        - { name: apart, purposes: [offers], least: 30h }
      """
    var cardLever = 0.0
    var triggers = ""
    var extra = ""
  }

  static let zones = ZoneDirectory()
  static let firstDay = CivilDate(daysSince1970: 20_780)

  static func loaded(_ settings: Settings = Settings()) throws -> LoadedCharter {
    let charter = """
      name: trial
      currency: EUR
      country: FR
      zone: Europe/Paris
      locale: en
      purposes: { offers: { kind: marketing }, care: { kind: service, consent: false } }
      issues:
        sales: { groups: { cards: { lever: \(settings.cardLever) }, loans: {}, savings: {} } }
        service: {}
      floor: 0.05
      costs: { wear: 0.02, wear_per_pressure: 0.02, half_life: 7d }
      \(settings.extra)
      """
    let actions = [
      ("gold", "cards", 1, 60), ("silver", "cards", 2, 40), ("car", "loans", 1, 80),
      ("home", "loans", 3, 30), ("book", "savings", 2, 50), ("plan", "savings", 1, 70),
    ]
    .map { name, group, percent, value in
      """
      - name: \(name)
        title: \(name)
        group: \(group)
        purpose: offers
        applicable: customer.age % 7 != \(name.utf8.count) || customer.vip
        value: \(value)
        propensity: 'customer.liking * 0.0\(percent)'
        channels: { email: {}, sms: {}, web: {} }
      """
    }.joined(separator: "\n")
    let help = """

      - name: help
        title: help
        issue: service
        purpose: care
        applicable: events("fault").last("1d").any()
        value: 20
        propensity: 0.5
        channels: [email]
      """
    return try CharterLoader.load(
      [
        SourceFile(path: "charter.yaml", text: charter),
        SourceFile(
          path: "channels.yaml",
          text: "email: { kind: email, cost: 0.002 }\nsms: { kind: sms, cost: 0.05, weight: 2 }\nweb: { kind: web }"),
        SourceFile(path: "policy.yaml", text: settings.policy),
        SourceFile(
          path: "world.yaml",
          text: "attributes:\n  age: { type: int }\n  vip: { type: bool, default: false }\n"
            + "  liking: { type: double, default: 1 }\nevents: [fault]"),
        SourceFile(path: "segments.yaml", text: "young: customer.age < 40\nelder: customer.age >= 40"),
        SourceFile(path: "actions/all.yaml", text: actions + help),
      ] + (settings.triggers.isEmpty ? [] : [SourceFile(path: "triggers.yaml", text: settings.triggers)]),
      zones: zones)
  }

  /// A trigger on a fault, which asks for help an hour later.
  static let faultTrigger = "- name: fault\n  on: { event: fault }\n  only: { issues: [service] }\n  once_per: 1d"

  /// Customers with consent on all channels but a few.
  static func customers(_ count: Int, _ loaded: LoadedCharter, seed: Int = 1) -> [SimulatedCustomer] {
    let charter = loaded.charter
    return (0..<count).map { number in
      var customer = Customer(
        id: "c\(seed)-\(number)", slotCount: charter.slotTypes.count, purposeCount: charter.purposes.count,
        channelCount: charter.channels.count)
      func chance(_ salt: UInt64) -> Double { Chance.uniform(customer.key, salt: salt) }
      let age = 18 + Int(chance(1) * 60)
      customer.row.set(0, word: UInt64(age))
      customer.row.set(1, word: chance(2) < 0.1 ? 1 : 0)
      customer.row.set(2, word: (0.5 + chance(3)).bitPattern)
      for index in customer.consents.indices where chance(10 + UInt64(index)) < 0.9 {
        customer.consents[index] = .granted
      }
      for channel in charter.channels.indices {
        customer.reach[channel] = .present
        customer.addresses[channel] = UInt32(truncatingIfNeeded: customer.key &+ UInt64(channel)) | 1
      }
      customer.country = Symbol("FR")
      return SimulatedCustomer(state: CustomerState(customer: customer), segments: age < 40 ? 2 : 1)
    }
  }

  /// A plan over customers.
  static func plan(
    _ loaded: LoadedCharter, _ customers: [SimulatedCustomer], _ truth: PlantedTruth = PlantedTruth(),
    reference: CharterPlan? = nil
  ) -> SimulationPlan {
    let plan = CharterPlan(loaded.charter)
    return SimulationPlan(
      charter: plan, journeys: loaded.always.triggers.isEmpty ? nil : JourneyPlan(loaded.always, plan),
      base: SimulatedBase(customers, joinsByAddress: loaded.charter.policy.caps.contains { $0.subject != .customer }),
      behavior: Behavior(truth, plan: plan, reference: reference), firstDay: firstDay)
  }

  /// A truth with everything in it.
  static var rich: PlantedTruth {
    var truth = PlantedTruth()
    truth.spread = 0.4
    truth.effects = [
      .init(actions: ["gold"], segment: "young", odds: 2), .init(channels: ["sms"], segment: "elder", odds: 0.7),
      .init(odds: 1.1, oddsPerWeek: 0.95),
    ]
    truth.organicShare = 0.3
    truth.fatiguePerPoint = 0.1
    truth.optOut = .init(hazard: 0.01, perPoint: 0.2, complaintShare: 0.2)
    truth.hours = [.init(channels: ["email"], fromHour: 8, toHour: 12, odds: 1.2)]
    truth.openChance = 0.2
    truth.refusalChance = 0.02
    truth.visits = ["web": 0.1]
    truth.events = ["fault": 0.02]
    return truth
  }
}

extension Lanes {
  /// Lanes on threads, which take items as they come.
  static func threads(_ count: Int) -> Lanes {
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
}
