// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  targets: [
    .target(name: "Times"),
    .target(name: "Expressions", dependencies: ["Times"]),
    .target(name: "Decisions", dependencies: ["Expressions", "Times"]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
    .testTarget(name: "DecisionsTests", dependencies: ["Decisions", "Expressions", "Times"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
