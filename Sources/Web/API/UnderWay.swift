import HTTPTypes
import Synchronization

/// One report of a kind at a time: each reads the whole log.
final class UnderWay: Sendable {
  private let isTaken = Atomic(false)

  /// Begins a report; ``giveBack()`` ends it.
  /// - Throws: `report.busy` while another is made.
  func take() throws(APIError) {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
      throw APIError(
        .serviceUnavailable, "report.busy", "another report is being made; ask again when it is done",
        retryAfterSeconds: 5)
    }
  }

  func giveBack() { isTaken.store(false, ordering: .releasing) }
}
