/// A stretch of lines in which two texts differ, with the lines around it: what `diff -u` calls a hunk.
public struct LineHunk: Hashable, Sendable {
  /// The first line of the old text, from 1; where the hunk has none of its lines, the line before it.
  public var fromLine: Int
  /// How many lines of the old text.
  public var fromCount: Int
  /// The first line of the new text, likewise.
  public var toLine: Int
  /// How many lines of the new text.
  public var toCount: Int
  /// The lines, each with ` `, `-` or `+` in front.
  public var lines: [String]
}

/// What changed from one text to another, line by line.
enum LineDifference {
  /// The most lines that may come or go before everything between the first and the last change counts as replaced;
  /// it bounds time and memory.
  static let changesMax = 1_000
  /// How many lines that stayed stand around a change.
  static let contextLines = 3

  private enum Step { case kept, removed, added }

  /// The hunks from one text to another; none when they are the same.
  static func hunks(from old: String, to new: String) -> [LineHunk] {
    let old = lines(old)
    let new = lines(new)
    let steps = steps(from: old, to: new)
    var hunks: [LineHunk] = []
    var index = 0
    // Where each text stands before the step at `index`.
    var oldAt = 0
    var newAt = 0
    while let change = steps[index...].firstIndex(where: { $0 != .kept }) {
      let start = max(index, change - contextLines)
      oldAt += start - index
      newAt += start - index
      let end = endOfHunk(steps, from: change)
      var hunk = LineHunk(fromLine: oldAt, fromCount: 0, toLine: newAt, toCount: 0, lines: [])
      for step in steps[start..<end] {
        switch step {
        case .kept: hunk.lines.append(" " + old[oldAt])
        case .removed: hunk.lines.append("-" + old[oldAt])
        case .added: hunk.lines.append("+" + new[newAt])
        }
        if step != .added { oldAt += 1 }
        if step != .removed { newAt += 1 }
      }
      hunk.fromCount = oldAt - hunk.fromLine
      hunk.toCount = newAt - hunk.toLine
      if hunk.fromCount > 0 { hunk.fromLine += 1 }
      if hunk.toCount > 0 { hunk.toLine += 1 }
      hunks.append(hunk)
      index = end
    }
    return hunks
  }

  /// Lines without their ends; a text that ends with one has no further, empty line.
  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Where the hunk ends that a change opens: after its context, unless the next change comes before.
  private static func endOfHunk(_ steps: [Step], from change: Int) -> Int {
    var last = change
    var index = change
    while index < steps.count, index - last <= 2 * contextLines {
      if steps[index] != .kept { last = index }
      index += 1
    }
    return min(steps.count, last + 1 + contextLines)
  }

  /// How to walk from the old text to the new one.
  private static func steps(from old: [Substring], to new: [Substring]) -> [Step] {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < old.count - start, tail < new.count - start, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
      tail += 1
    }
    let oldMiddle = old[start..<old.count - tail]
    let newMiddle = new[start..<new.count - tail]
    let middle =
      shortestSteps(Array(oldMiddle), Array(newMiddle))
      ?? Array(repeating: .removed, count: oldMiddle.count) + Array(repeating: .added, count: newMiddle.count)
    return Array(repeating: .kept, count: start) + middle + Array(repeating: .kept, count: tail)
  }

  /// The fewest removals and additions; nothing when there are more than ``changesMax``.
  ///
  /// Source: E. Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1, 1986.
  private static func shortestSteps(_ old: [Substring], _ new: [Substring]) -> [Step]? {
    // By diagonal (old place minus new place): the furthest old place reached with so many changes.
    let limit = min(changesMax, old.count + new.count)
    var reached = Array(repeating: 0, count: 2 * limit + 3)
    let zero = limit + 1
    var trace: [[Int]] = []
    for changes in 0...limit {
      for diagonal in stride(from: -changes, through: changes, by: 2) {
        let comesDown =
          diagonal == -changes
          || (diagonal != changes && reached[zero + diagonal - 1] < reached[zero + diagonal + 1])
        var x = comesDown ? reached[zero + diagonal + 1] : reached[zero + diagonal - 1] + 1
        while x < old.count, x - diagonal >= 0, x - diagonal < new.count, old[x] == new[x - diagonal] { x += 1 }
        reached[zero + diagonal] = x
        if x >= old.count, x - diagonal >= new.count {
          return walkBack(trace, zero: zero, from: (old.count, new.count))
        }
      }
      // Only the diagonals that the next round looks at are kept.
      trace.append(Array(reached[zero - changes...zero + changes]))
    }
    return nil
  }

  private static func walkBack(_ trace: [[Int]], zero: Int, from end: (Int, Int)) -> [Step] {
    var (x, y) = end
    var steps: [Step] = []
    for changes in stride(from: trace.count, to: 0, by: -1) {
      let round = trace[changes - 1]
      // The round before holds the diagonals -(changes - 1) ... changes - 1.
      func before(_ diagonal: Int) -> Int {
        let place = diagonal + changes - 1
        return round.indices.contains(place) ? round[place] : -1
      }
      let diagonal = x - y
      let comesDown =
        diagonal == -changes || (diagonal != changes && before(diagonal - 1) < before(diagonal + 1))
      let startX = comesDown ? before(diagonal + 1) : before(diagonal - 1)
      let startY = startX - (comesDown ? diagonal + 1 : diagonal - 1)
      let afterX = comesDown ? startX : startX + 1
      steps += Array(repeating: .kept, count: x - afterX)
      steps.append(comesDown ? .added : .removed)
      (x, y) = (startX, startY)
    }
    steps += Array(repeating: .kept, count: x)
    return steps.reversed()
  }
}
