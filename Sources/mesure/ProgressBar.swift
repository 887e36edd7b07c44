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

  /// Shows the share of the file that was worked on, and how many of what that is.
  func show(bytes: Int, customers: Int) { show(bytes: bytes, count: customers, "customers") }

  /// Shows the share of the file that was worked on, and how many of what that is.
  func show(bytes: Int, count: Int, _ noun: String) {
    guard isShown else { return }
    let share = min(1, Double(bytes) / Double(totalBytes))
    let full = Int(share * 40)
    let bar = String(repeating: "█", count: full) + String(repeating: "·", count: 40 - full)
    Console.note("\r\(bar) \(Int(share * 100)) %  \(count) \(noun)")
  }

  /// Shows how many there are so far, where nobody knows how many there will be.
  static func show(count: Int, _ noun: String) {
    if Console.isTerminal { Console.note("\r\u{1B}[K\(count) \(noun)") }
  }

  /// Clears what ``show(count:_:)`` wrote.
  static func clear() {
    if Console.isTerminal { Console.note("\r\u{1B}[K") }
  }

  /// Clears the bar.
  func finish() {
    if isShown { Console.note("\r\u{1B}[K") }
  }
}
