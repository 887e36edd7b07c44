import Seeds
import Similarities
import Testing

@Suite("near duplicates of texts")
struct NearDuplicateTests {
  @Test(
    "resemblance is the share of runs of three words that two texts have in common",
    arguments: [
      ("a b c d", "a b c d", 1.0),
      // abc bcd | abc bcx: one in common of three.
      ("a b c d", "a b c x", 1.0 / 3),
      ("a b c", "x y z", 0.0),
      // Case, punctuation, tags and space say nothing.
      ("Bonjour, Anne ! Merci.", "<p class='x'>BONJOUR <b>anne</b>: merci</p>", 1.0),
      ("ÉTÉ INDIEN ICI", "été indien ici", 1.0),
      // Fewer words than a run: one run.
      ("hello", "Hello!", 1.0), ("hello", "hello you", 0.0),
      ("", "", 0.0), ("!!!", "!!!", 0.0),
      // `<` before a number is no tag.
      ("a < 3 b c", "a 3 b c", 1.0),
    ])
  func resemblance(a: String, b: String, expected: Double) {
    #expect(ShingleSet(a).resemblance(to: ShingleSet(b)) == expected)
    #expect(ShingleSet(b).resemblance(to: ShingleSet(a)) == expected)
  }

  @Test("three models of nearly the same document are one group; the others stay apart")
  func groups() {
    let letter = "your card arrives within five working days in a plain envelope please sign it on the back before use"
    let texts = [
      "an offer that has nothing to do with any card whatsoever for you", letter, letter + " today",
      "Please note: " + letter, "", letter.uppercased(), "unrelated words about insurance of boats",
    ]
    let found = NearDuplicateFinder().find(texts)
    #expect(found.groups == [[1, 2, 3, 5]])
    #expect(found.pairs.contains { $0.first == 1 && $0.second == 5 && $0.resemblance == 1 })
    #expect(!found.isIncomplete)
  }

  /// Texts of few words, so that all degrees of resemblance occur.
  private func texts(_ chance: inout SeededGenerator, count: Int) -> [String] {
    var texts: [String] = []
    for _ in 0..<count {
      if let model = texts.randomElement(using: &chance), Bool.random(using: &chance) {
        var words = model.split(separator: " ").map(String.init)
        for _ in 0..<Int.random(in: 0...4, using: &chance) {
          words[Int.random(in: words.indices, using: &chance)] = "w\(Int.random(in: 0..<50, using: &chance))"
        }
        texts.append(words.joined(separator: " "))
      } else {
        let words = (0..<Int.random(in: 1...60, using: &chance)).map { _ in "w\(Int.random(in: 0..<50, using: &chance))"
        }
        texts.append(words.joined(separator: " "))
      }
    }
    return texts
  }

  @Test("no pair is reported that is not near, and none of resemblance 0.7 or more is missed", arguments: [1, 2, 3])
  func bruteForce(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let texts = texts(&chance, count: 150)
    let sets = texts.map(ShingleSet.init)
    let found = NearDuplicateFinder().find(texts)
    for pair in found.pairs { #expect(sets[pair.first].resemblance(to: sets[pair.second]) == pair.resemblance) }
    // Each with each, and groups by walking.
    var group = Array(texts.indices)
    for a in texts.indices {
      for b in texts.indices where a < b && sets[a].resemblance(to: sets[b]) >= 0.7 {
        let (from, to) = (max(group[a], group[b]), min(group[a], group[b]))
        for place in group.indices where group[place] == from { group[place] = to }
      }
    }
    let expected = Dictionary(grouping: texts.indices) { group[$0] }.values.filter { $0.count > 1 }
      .map { $0.sorted() }.sorted { $0[0] < $1[0] }
    #expect(found.groups == expected, "seed \(seed)")
    #expect(!expected.isEmpty)
  }

  @Test("ten thousand copies of one text are compared with the first of them only")
  func copies() {
    let found = NearDuplicateFinder().find([String](repeating: "the very same text of one template", count: 10_000))
    #expect(found.pairs.count == 9_999)
    #expect(found.groups.map(\.count) == [10_000])
  }

  @Test("too many candidates are said, not worked through")
  func limit() {
    var finder = NearDuplicateFinder()
    finder.candidatesMax = 10
    let shared = (0..<200).map { "w\($0)" }.joined(separator: " ")
    let found = finder.find((0..<50).map { "\(shared) end\($0)" })
    #expect(found.isIncomplete)
  }
}
