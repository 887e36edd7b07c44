import Decisions
import Foundation
import Sweeps
import Synchronization
import Times

/// Everybody whom a sweep has yet to decide, and what they contend for.
struct LookedOver: Sendable {
  /// The numbers of customers, ascending; their places are their positions in the contest.
  var customers: [CustomerNumber] = []
  /// Which of ``Regime/all`` decides for each of them, by its position.
  var sides: [UInt8] = []
  var contest: Contest
}

/// A sweep whose scarce slots are given away.
struct SettledSweep: Sendable {
  let customers: [CustomerNumber]
  let sides: [UInt8]
  let sweep: Sweep

  /// Settles a contest, on a thread of its own: with millions of customers it takes seconds.
  init(_ looked: LookedOver) async {
    customers = looked.customers
    sides = looked.sides
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
    var side: UInt8
    var key: UInt64
    var prospect: Prospect
  }

  /// The first pass: looks at everybody who is left, some pages at a time, and puts them together in their order. What
  /// is read is what is on disk; what happens meanwhile is seen when they are decided.
  /// - Returns: nothing when the task was cancelled.
  func lookOver(_ row: SweepRow, _ marks: [SweepMark], _ regime: Regime) async throws(HubError) -> LookedOver? {
    let now = Instant(secondsSince1970: clock.nowMilliseconds / 1000)
    let all = regime.all
    var looked = LookedOver(contest: Contest(all.map(\.plan), rooms: all.map { rooms(at: now, $0) }))
    var reached = [CustomerNumber](repeating: CustomerNumber(rawValue: 0), count: row.laneCount)
    for mark in marks where mark.lane < row.laneCount { reached[mark.lane] = mark.reached }
    var after = reached.min() ?? CustomerNumber(rawValue: 0)
    while !Task.isCancelled {
      var pages: [[CustomerNumber]] = []
      // Twice as many as there are threads, so that none waits long for the last one.
      while pages.count < 2 * row.laneCount {
        let from = after
        let page = try await reading { () async throws(StoreError) in
          try await store.customers(after: from, countMax: Authority.sweepPage)
        }
        guard let last = page.last, page[0] <= row.last else { break }
        after = last
        let left = page.filter { $0 <= row.last && $0 > reached[row.lane(of: $0)] }
        if !left.isEmpty { pages.append(left) }
      }
      guard !pages.isEmpty else { return looked }
      let found = FoundPages<Looked>()
      await withTaskGroup(of: Void.self) { group in
        for (place, page) in pages.enumerated() {
          group.addTask { await self.look(at: page, regime, place, found) }
        }
      }
      for one in try found.inOrder() {
        looked.customers.append(one.customer)
        looked.sides.append(one.side)
        looked.contest.add(one.prospect, key: one.key, plan: Int(one.side))
      }
    }
    return nil
  }

  /// Looks at a page, and leaves what was found at its place. (Handed back through the task group, with a typed error
  /// beside it, an optimised build of Swift 6.3 brings places that nobody sent.)
  private func look(
    at page: [CustomerNumber], _ regime: Regime, _ place: Int, _ found: FoundPages<Looked>
  ) async {
    do throws(HubError) {
      let looked = try await look(at: page, regime)
      found.set(looked, at: place)
      sweeping.countLooked(looked.count)
    } catch {
      found.fail(error)
    }
  }

  private func look(at page: [CustomerNumber], _ standing: Regime) async throws(HubError) -> [Looked] {
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: page) }
    let workspaces = standing.all.map { Workspace($0.plan) }
    let now = Instant(secondsSince1970: clock.nowMilliseconds / 1000)
    var looked: [Looked] = []
    looked.reserveCapacity(lives.count)
    for stored in lives {
      guard let (life, regime) = try life(stored, under: standing), life.mergedInto == nil else { continue }
      let side = regime === standing ? 0 : 1
      var state = life.profile.state(id: stored.identities.first?.value ?? "", binder: regime.binder)
      state.contexts = try journeying(life, regime).contexts
      let prospect = Decisions.prospect(
        state, Occasion(kind: .outbound), regime.snapshot, now: now, workspace: workspaces[side])
      looked.append(
        Looked(customer: stored.customer, side: UInt8(side), key: state.customer.key, prospect: prospect))
    }
    return looked
  }
}

/// What tasks side by side found, each in its place.
private final class FoundPages<Element: Sendable>: Sendable {
  private let state = Mutex<(pages: [Int: [Element]], failure: HubError?)>(([:], nil))

  func set(_ page: [Element], at place: Int) { state.withLock { $0.pages[place] = page } }

  func fail(_ error: HubError) { state.withLock { $0.failure = error } }

  /// All of it, in the order of the places.
  /// - Throws: what failed, if anything did.
  func inOrder() throws(HubError) -> [Element] {
    let (pages, failure) = state.withLock { $0 }
    if let failure { throw failure }
    return pages.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}
