import Mustache

/// Stands for all variables while the parser renders a text once: notes each use, and writes a mark in its place.
///
/// A class, because the parser asks for values through a protocol whose functions do not mutate; it never leaves the
/// function that makes it.
final class NameRecorder: MustacheParent {
  /// One place of a variable.
  struct Use {
    var name: String
    /// From the inside out.
    var transforms: [String]
  }

  private(set) var uses: [Use] = []

  /// The private characters of plane 15, one a use. Authors' texts hold none: ``CharacterRules``.
  private static let firstMark: UInt32 = 0xF0000

  static func index(of scalar: Unicode.Scalar) -> Int? {
    scalar.value >= firstMark && scalar.value < firstMark + 65_000 ? Int(scalar.value - firstMark) : nil
  }

  func child(named name: String) -> Any? { mark(Use(name: name, transforms: [])) }

  fileprivate func mark(_ use: Use) -> Mark {
    uses.append(use)
    return Mark(recorder: self, use: use, number: uses.count - 1)
  }

  /// What the parser sees of a variable.
  struct Mark: MustacheCustomRenderable, MustacheTransformable, MustacheParent {
    fileprivate var recorder: NameRecorder
    fileprivate var use: Use
    fileprivate var number: Int

    var renderText: String {
      Unicode.Scalar(NameRecorder.firstMark + UInt32(min(number, 64_999))).map { String(Character($0)) } ?? ""
    }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? {
      var changed = use
      changed.transforms.append(name)
      return recorder.mark(changed)
    }

    /// `a.b` is one name with a dot.
    func child(named name: String) -> Any? {
      recorder.mark(Use(name: use.name + "." + name, transforms: []))
    }
  }
}
