import ArgumentParser
import Foundation
import Hub

/// `mesure sweep`: considers everybody for outbound contact.
struct Sweep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Consider every customer of a hub that is stopped for outbound contact.",
    discussion: """
      The best customers get what the charter limits for all together; docs/SWEEPS.md says how. Every decision is on disk \
      like any other, and its messages wait in the outbox. A sweep that was cut off goes on with --resume, without \
      deciding anybody twice. A running hub holds its database for itself: ask it at POST /v1/sweeps instead, or let \
      it sweep every day with --sweep-at.
      """)

  @Flag(help: "Go on with the sweep that was cut off.")
  var resume = false

  @OptionGroup var data: DataOptions

  func run() async throws {
    let status = try await data.withAuthority { authority in
      let begun: SweepStatus
      if resume {
        guard let unfinished = try await authority.unfinishedSweep() else {
          throw HubError(.unknown, "sweep.none", "no sweep was cut off; leave out --resume to begin one")
        }
        begun = unfinished
      } else {
        begun = try await authority.beginSweep()
      }
      let progress = Task { await Sweep.show(begun.row.number, of: authority) }
      defer {
        progress.cancel()
        ProgressBar.clear()
      }
      return try await authority.run(sweep: begun.row.number)
    }
    print(Sweep.text(status), terminator: "")
  }

  /// Shows how far it is, on a terminal, until cancelled.
  private static func show(_ number: Int, of authority: Authority) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(progressMilliseconds))
      guard let status = try? await authority.sweep(number) else { continue }
      switch status.phase {
      case .looking: ProgressBar.show(count: status.lookedCount, "customers looked at")
      case .settling: ProgressBar.show(count: status.lookedCount, "customers compared")
      case .deciding: ProgressBar.show(count: status.decisionCount, "customers decided")
      case .waiting, .done: break
      }
    }
  }

  private static let progressMilliseconds = 250

  /// What it came to: a line for all, and one for each limit and floor.
  static func text(_ status: SweepStatus) -> String {
    var text =
      "sweep \(status.row.number): \(status.decisionCount) customers considered, \(status.contactCount) contacts\n"
    guard let outcome = status.outcome, !outcome.limits.isEmpty else { return text }
    for limit in outcome.limits {
      text +=
        "\(limit.name): \(amount(limit.given)) of \(amount(limit.room)) \(limit.isMoney ? "money" : "contacts"), "
        + "price \(money(limit.price))\n"
      for floor in limit.floors {
        text +=
          "  floor \(floor.name): \(amount(floor.given)), kept \(amount(floor.kept)), price \(money(floor.price))\n"
      }
    }
    let proof =
      outcome.isOptimal ? "proven to be the greatest" : "at most \(percent(outcome.gap)) below the greatest"
    return text + "value \(money(outcome.value)), \(proof)\n"
  }

  private static func amount(_ value: Double) -> String {
    value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
  }

  private static func money(_ value: Double) -> String { String(format: "%.4f", value) }

  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }
}
