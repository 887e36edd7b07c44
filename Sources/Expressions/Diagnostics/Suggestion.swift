/// Looks for the name that an author may have meant.
public enum Suggestion {
  /// Names longer than this are not compared: their distance would cost too much.
  static let nameBytesMax = 100

  /// The nearest of `names` by edit distance, or nothing when none is near; ties go to the first in byte order.
  static func nearest(to name: String, among names: some Sequence<String>) -> String? {
    guard name.utf8.count <= nameBytesMax else { return nil }
    let wanted = Array(name.utf8)
    let farthest = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in names where candidate != name && candidate.utf8.count <= nameBytesMax {
      let distance = editDistance(wanted, Array(candidate.utf8), atMost: farthest)
      guard distance <= farthest else { continue }
      if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The text to add to a message, such as ``; did you mean `x`?``.
  public static func sentence(for name: String, among names: some Sequence<String>) -> String {
    nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// The least number of bytes to insert, remove, replace or swap with their neighbour; more than `atMost` when larger.
  ///
  /// Source: the optimal string alignment distance.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int {
    if abs(a.count - b.count) > limit { return limit + 1 }
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let change = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforePrevious[j - 2] + 1) }
      }
      beforePrevious = previous
      previous = row
    }
    return previous[b.count]
  }
}
