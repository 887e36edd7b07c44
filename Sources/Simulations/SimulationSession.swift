import Decisions
import Sweeps
import Times

/// A charter played day by day, all customers together: for charters that limit all customers, and for whoever wants to
/// change something between two days, such as a lever that steers.
///
/// All customers are in memory at once. The outcome does not depend on the lanes.
public final class SimulationSession {
  /// What one day came to.
  public struct DayReport: Sendable {
    /// The number of the day, from 0.
    public var day: Int
    /// Contacts by the number of the action in ``SimulationPlan/actions``.
    public var contactsByAction: [Int64]
    /// What the answers that came in were worth, in money.
    public var value: Double
    /// The same by the number of the action.
    public var valueByAction: [Double]
  }

  /// What is played.
  public let plan: SimulationPlan
  private let lanes: Lanes
  private let accounts: VolumeAccounts?
  private var shards: [Seat]
  private let works: [WorkSeat]
  private let dayCount: Int
  private var nextDay = 0
  private var levers: [SteeredLever]
  private var valueByAction: [Int64]

  /// A shard with its place. Unchecked: each is handed to one call of a pass at a time, and passes wait for all calls.
  private final class Seat: @unchecked Sendable {
    var shard: Shard?
    /// What its customers could be told, while a sweep compares; nothing for those whom it passes over.
    var prospects: [Prospect?] = []
    /// Their positions in the contest.
    var positions: [Int] = []
  }

  /// What a lane works in, and counts into. Unchecked: no two calls have the same lane at the same time.
  private final class WorkSeat: @unchecked Sendable {
    let work: Workspace
    var tally: SimulationTally

    init(_ plan: CharterPlan, _ shape: SimulationTally.Shape) {
      work = Workspace(plan)
      tally = SimulationTally(shape)
    }

    /// Lends itself to a shard.
    func lend(to shard: Shard, _ body: () -> Void) {
      shard.work = work
      swap(&shard.tally, &tally)
      body()
      swap(&shard.tally, &tally)
    }
  }

  /// Begins before the first day.
  /// - Parameter dayCount: how many days will be played at most.
  public convenience init(_ plan: SimulationPlan, seed: UInt64? = nil, dayCount: Int, lanes: Lanes = .one) {
    self.init(plan, seed: seed ?? plan.seed, dayCount: dayCount, keepsSaid: false, lanes: lanes)
  }

  init(_ plan: SimulationPlan, seed: UInt64, dayCount: Int, keepsSaid: Bool, lanes: Lanes) {
    self.plan = plan
    self.lanes = lanes
    self.dayCount = dayCount
    levers = plan.charter.charter.actions.compactMap { SteeredLever($0, in: plan) }
    valueByAction = Array(repeating: 0, count: plan.actions.count)
    accounts = plan.hasLimits ? VolumeAccounts(plan) : nil
    let shape = plan.shape(dayCount: dayCount)
    works = (0..<lanes.count).map { _ in WorkSeat(plan.charter, shape) }
    let seats = (0..<plan.base.shardCount).map { _ in Seat() }
    shards = seats
    let snapshot = Snapshot(plan: plan.charter, models: plan.models, availability: plan.availability)
    // Workspaces and tallies of their own would cost more than the customers: passes lend them those of their lane.
    let none = SimulationTally(.init(actions: 0, channels: 0, days: 0, groups: 0))
    let idle = WorkSeat(plan.charter, .init(actions: 0, channels: 0, days: 0, groups: 0))
    lanes.run(seats.count) { item, _ in
      seats[item].shard = Shard(
        plan, customers: plan.base.customers(ofShard: item), seed: seed, work: idle.work, snapshot: snapshot,
        tally: none, keepsSaid: keepsSaid)
    }
  }

  /// Plays the next day.
  /// - Parameter boosts: what is added to levers in all decisions of the day, beside those of the plan and what automatic
  ///   levers add.
  @discardableResult
  public func playDay(boosts: [Context.Boost] = []) -> DayReport {
    precondition(nextDay < dayCount, "a session plays as many days as it was made for")
    let day = plan.day(nextDay)
    nextDay += 1
    let sweep = plan.sweep
    let date = plan.firstDay.adding(days: day.number)
    for index in levers.indices { levers[index].begin(date) }
    let raised = boosts + levers.compactMap(\.boost)
    for seat in shards { seat.shard?.boosts = raised }
    happen(day, from: day.start, to: day.sweep)
    if accounts != nil, plan.charter.charter.timing.bestHour == nil {
      sweepByContest(day, sweep)
    } else {
      sweepInOrder(day, sweep)
    }
    happen(day, from: day.sweep, to: day.end)
    let report = report(day.number)
    for index in levers.indices { levers[index].end(report) }
    return report
  }

  /// What happens by itself: side by side where nobody contends for anything, else one after the other.
  private func happen(_ day: SimulatedDay, from: Instant, to: Instant) {
    pass(inOrder: accounts != nil) { shard, accounts in
      shard.accounts = accounts
      shard.day = day
      for customer in shard.states.indices { shard.play(customer, from: from, to: to) }
      shard.accounts = nil
    }
  }

  /// A sweep in the order of the customers: where a better hour may move a contact into another window, slots cannot be
  /// given beforehand.
  private func sweepInOrder(_ day: SimulatedDay, _ sweep: Occasion) {
    pass(inOrder: accounts != nil) { shard, accounts in
      shard.accounts = accounts
      for customer in shard.states.indices where shard.isLookedAt(customer) {
        shard.decideNow(customer, sweep, now: day.sweep)
      }
      shard.accounts = nil
    }
  }

  /// A sweep as the hub's: everybody is looked at, a contest gives away what is scarce, everybody is decided.
  private func sweepByContest(_ day: SimulatedDay, _ sweep: Occasion) {
    guard let accounts else { return }
    let snapshot = accounts.snapshot(at: day.sweep)
    let seats = shards
    let works = works
    lanes.run(seats.count) { item, lane in
      guard let shard = seats[item].shard else { return }
      shard.snapshot = snapshot
      seats[item].prospects = shard.prospects(sweep, now: day.sweep, work: works[lane].work)
    }
    var contest = Contest(plan.charter, rooms: accounts.rooms(at: day.sweep))
    for seat in seats {
      seat.positions = seat.prospects.enumerated().map { customer, prospect in
        prospect.map { contest.add($0, key: seat.shard?.states[customer].customer.key ?? 0) } ?? 0
      }
      seat.prospects = []
    }
    let settled = Sweep(contest)
    lanes.run(seats.count) { item, lane in
      guard let shard = seats[item].shard else { return }
      works[lane].lend(to: shard) {
        for customer in shard.states.indices where shard.isLookedAt(customer) {
          var occasion = sweep
          occasion.prices = settled.prices(seats[item].positions[customer])
          shard.decideNow(customer, occasion, now: day.sweep)
        }
      }
    }
    for seat in seats {
      accounts.note(seat.shard?.takenUnits ?? [])
      seat.shard?.takenUnits = []
    }
  }

  /// Goes over all shards: side by side, or in their order with the accounts of limits.
  private func pass(inOrder: Bool, _ body: @Sendable (Shard, VolumeAccounts?) -> Void) {
    if inOrder {
      for seat in shards {
        guard let shard = seat.shard else { continue }
        works[0].lend(to: shard) { body(shard, accounts) }
      }
      return
    }
    let seats = shards
    let works = works
    lanes.run(seats.count) { item, lane in
      guard let shard = seats[item].shard else { return }
      works[lane].lend(to: shard) { body(shard, nil) }
    }
  }

  private func report(_ day: Int) -> DayReport {
    var contacts = [Int64](repeating: 0, count: plan.actions.count)
    var value: Int64 = 0
    for work in works {
      for action in contacts.indices { contacts[action] += work.tally.contacts(action: action, day: day) }
      value += work.tally.total(.value, day: day)
    }
    let sums = contacts.indices.map { action in works.reduce(0) { $0 + $1.tally.value(action: action) } }
    defer { valueByAction = sums }
    return DayReport(
      day: day, contactsByAction: contacts, value: Double(value) / Measure.value.unit,
      valueByAction: zip(sums, valueByAction).map { Double($0 - $1) / Measure.value.unit })
  }

  // MARK: The end

  /// The ledgers of all customers as they stand, in the order of the shards.
  var ledgers: [Ledger] { shards.flatMap { $0.shard?.states.map(\.ledger) ?? [] } }

  /// What was said to each customer, by shard.
  var said: [[[UInt16]]] { shards.map { $0.shard?.lives.map(\.said) ?? [] } }

  /// Ends the session, and gives what it came to.
  func finish() -> SimulationTally {
    pass(inOrder: false) { shard, _ in shard.close() }
    var sum = works[0].tally
    for work in works.dropFirst() { sum.merge(work.tally) }
    for (window, units) in accounts?.used ?? [:] {
      sum.limitUses[plan.charter.volumes[window.limit].name, default: [:]][window.startSeconds, default: 0] += units
    }
    for lever in levers { sum.leverDays[lever.action] = lever.days }
    shards = []
    return sum
  }

  /// Ends the session, and gives what its days came to.
  public func result() -> SimulationResult { SimulationResult(plan, dayCount: dayCount, [finish()]) }
}

extension Shard {
  /// What each customer could be told, and nothing to those whom the sweep passes over.
  func prospects(_ sweep: Occasion, now: Instant, work: Workspace) -> [Prospect?] {
    states.indices.map { customer in
      guard isLookedAt(customer) else { return nil }
      if let journeyPlan = plan.journeys { states[customer].contexts = journeyPlan.contexts(of: journeys[customer]) }
      return prospect(states[customer], raised(sweep), snapshot, now: now, workspace: work)
    }
  }
}
