import Decisions
import Foundation
import Sweeps
import Times

/// Everybody whom a sweep has yet to decide, and what they contend for.
struct LookedOver: Sendable {
  /// The numbers of customers, ascending; their places are their positions in the contest.
  var customers: [CustomerNumber] = []
  var contest: Contest
}

/// A sweep whose scarce slots are given away.
struct SettledSweep: Sendable {
  let customers: [CustomerNumber]
  let sweep: Sweep

  /// Settles a contest, on a thread of its own: with millions of customers it takes seconds.
  init(_ looked: LookedOver) async {
    customers = looked.customers
    sweep = await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: Sweep(looked.contest)) }
      // The search goes deep in small contests.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}

extension Authority {
  /// Customers read at once.
  static let sweepPage = 512

  /// What somebody of a page could be told.
  private struct Looked: Sendable {
    var customer: CustomerNumber
    var key: UInt64
    var prospect: Prospect
  }

  /// The first pass: looks at everybody who is left, some pages at a time, and puts them together in their order. What
  /// is read is what is on disk; what happens meanwhile is seen when they are decided.
  /// - Returns: nothing when the task was cancelled.
  func lookOver(_ row: SweepRow, _ marks: [SweepMark], _ regime: Regime) async throws(HubError) -> LookedOver? {
    let rooms = rooms(at: Instant(secondsSince1970: clock.nowMilliseconds / 1000), regime)
    var looked = LookedOver(contest: Contest(regime.plan, rooms: rooms))
    var reached = [CustomerNumber](repeating: CustomerNumber(rawValue: 0), count: row.laneCount)
    for mark in marks where mark.lane < row.laneCount { reached[mark.lane] = mark.reached }
    let pages = SweepPages(row, reached: reached, store)
    let result = await withTaskGroup(of: (Int, Result<[Looked], HubError>).self) { group in
      var waiting: [Int: [Looked]] = [:]
      var (begun, taken) = (0, 0)
      func begin() async throws(HubError) {
        guard !Task.isCancelled else { return }
        let page = try await reading { () async throws(StoreError) in try await pages.next() }
        guard let page else { return }
        let place = begun
        group.addTask {
          do throws(HubError) { return (place, .success(try await self.look(at: page, regime))) } catch {
            return (place, .failure(error))
          }
        }
        begun += 1
      }
      return await { () async -> Result<Void, HubError> in
        do throws(HubError) {
          // One more than there are threads, so that one of them is read while the others are looked at.
          for _ in 0...row.laneCount { try await begin() }
          while let (place, page) = await group.next() {
            waiting[place] = try page.get()
            try await begin()
            while let page = waiting.removeValue(forKey: taken) {
              taken += 1
              for one in page {
                looked.customers.append(one.customer)
                looked.contest.add(one.prospect, key: one.key)
              }
              sweeping.countLooked(page.count)
            }
          }
          return .success(())
        } catch {
          return .failure(error)
        }
      }()
    }
    try result.get()
    return Task.isCancelled ? nil : looked
  }

  private func look(at page: [CustomerNumber], _ regime: Regime) async throws(HubError) -> [Looked] {
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: page) }
    let workspace = Workspace(regime.plan)
    let now = Instant(secondsSince1970: clock.nowMilliseconds / 1000)
    var looked: [Looked] = []
    looked.reserveCapacity(lives.count)
    for stored in lives {
      guard let life = try life(stored.entries, for: regime), life.mergedInto == nil else { continue }
      var state = life.profile.state(id: stored.identities.first?.value ?? "", binder: regime.binder)
      state.contexts = try journeying(life, regime).contexts
      let prospect = Decisions.prospect(
        state, Occasion(kind: .outbound), regime.snapshot, now: now, workspace: workspace)
      looked.append(Looked(customer: stored.customer, key: state.customer.key, prospect: prospect))
    }
    return looked
  }
}

/// Numbers of customers whom a sweep has yet to decide, in ascending order, page by page. Asked by one task.
private final class SweepPages: Sendable {
  private let row: SweepRow
  private let reached: [CustomerNumber]
  private let store: any Store
  private let from: LastNumber

  private actor LastNumber {
    var value: CustomerNumber
    init(_ value: CustomerNumber) { self.value = value }
    func set(_ value: CustomerNumber) { self.value = value }
  }

  init(_ row: SweepRow, reached: [CustomerNumber], _ store: any Store) {
    self.row = row
    self.reached = reached
    self.store = store
    from = LastNumber(reached.min() ?? CustomerNumber(rawValue: 0))
  }

  /// The next page; nothing when there are no more.
  func next() async throws(StoreError) -> [CustomerNumber]? {
    while true {
      let after = await from.value
      let page = try await store.customers(after: after, countMax: Authority.sweepPage)
      guard let last = page.last, page[0] <= row.last else { return nil }
      await from.set(last)
      let left = page.filter { $0 <= row.last && $0 > reached[row.lane(of: $0)] }
      if !left.isEmpty { return left }
    }
  }
}
