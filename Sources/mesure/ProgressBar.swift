import Foundation

/// How far a run got, shown on a terminal only.
struct ProgressBar {
  private let totalBytes: Int
  private let isShown: Bool

  /// Measures the file; standard input has no length and shows no bar.
  init(path: String) {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    totalBytes = size ?? 0
    isShown = Console.isTerminal && totalBytes > 0
  }

  /// Shows the share of the file that was decided.
  func show(bytes: Int, customers: Int) {
    guard isShown else { return }
    let share = min(1, Double(bytes) / Double(totalBytes))
    let full = Int(share * 40)
    let bar = String(repeating: "█", count: full) + String(repeating: "·", count: 40 - full)
    Console.note("\r\(bar) \(Int(share * 100)) %  \(customers) customers")
  }

  /// Clears the bar.
  func finish() {
    if isShown { Console.note("\r\u{1B}[K") }
  }
}
