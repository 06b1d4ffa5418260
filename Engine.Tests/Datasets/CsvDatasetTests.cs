using System.Globalization;
using Engine.Datasets;
using Engine.Datasets.Tabular;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CsvDatasetTests : IDisposable
{
    private const string Flowers = "length,color,width,kind\n1.5,red,10,rose\n2.5,blue,20,tulip\n3.5,red,30,rose\n4.5,white,40,tulip\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Test]
    public void EncodesNumbersCategoriesAndClasses()
    {
        (Dataset data, TabularPreprocessing preprocessing) = CsvDataset.Load(folder.Write("flowers.csv", Flowers));
        Assert.That((data.Name, data.Count, data.Outputs, data.IsClassification), Is.EqualTo(("flowers", 4, 2, true)));
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "rose", "tulip" }));
        Assert.That(data.InputShape, Is.EqualTo(new Shape(5)));
        Assert.That(preprocessing.Columns[1].Categories, Is.EqualTo(new[] { "blue", "red", "white" }));
        double deviation = Math.Sqrt(1.25);
        Assert.That(Row(data, 0), Is.EqualTo(new[] { (float)(-1.5 / deviation), 0, 1, 0, (float)(-15 / (10 * deviation)) }).Within(1e-6));
        Assert.That(Row(data, 3)[1..4], Is.EqualTo(new[] { 0f, 0, 1 }));
        Assert.That(new[] { data.Label(0), data.Label(1) }, Is.EqualTo(new[] { 0, 1 }));
    }

    [TestCase("a;b\n1,5;2\n2,5;3\n", false, TestName = "A decimal comma is a category")]
    [TestCase("a;b\n1.5;2\n2.5;3\n", true, TestName = "A decimal point is a number")]
    public void DecimalsHaveAPoint(string text, bool isNumeric)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        Assert.That(CsvDataset.Load(folder.Write("a.csv", text)).Preprocessing.Columns[0].IsNumeric, Is.EqualTo(isNumeric));
        CultureInfo.CurrentCulture = before;
    }

    [TestCase("1,2,0\n3,4,1\n5,6,0\n7,8,1\n", false, 4)]
    [TestCase("x,y,z\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n", true, 4)]
    [TestCase(",y,z\n1,2,0\n3,4,1\n", true, 2)]
    [TestCase("red,big,a\nblue,small,b\nred,small,a\nblue,big,b\n", false, 4)]
    [TestCase("color,size,kind\nblue,small,b\nred,small,a\nblue,big,b\n", true, 3)]
    [TestCase("?,2,a\n3,4,b\n", false, 2)]
    public void FindsTheHeader(string text, bool hasHeader, int rows)
    {
        (Dataset data, TabularPreprocessing preprocessing) = CsvDataset.Load(folder.Write("a.csv", text), new CsvOptions { FillMissing = true });
        Assert.That(data.Count, Is.EqualTo(rows));
        Assert.That(preprocessing.Target.Name, hasHeader ? Is.Not.EqualTo("column 3") : Is.EqualTo("column 3"));
    }

    [TestCase("0,1,2", TargetKind.Auto, true)]
    [TestCase("0.5,1,2", TargetKind.Auto, false)]
    [TestCase("no,yes,no", TargetKind.Auto, true)]
    [TestCase("0,1,2", TargetKind.Regression, false)]
    [TestCase("0.5,1,2", TargetKind.Classification, true)]
    public void TellsClassesFromValues(string targets, TargetKind kind, bool classes)
    {
        string text = "x,y\n" + string.Concat(Enumerable.Repeat(targets.Split(','), 3).SelectMany(t => t).Select((t, i) => $"{i},{t}\n"));
        Dataset data = CsvDataset.Load(folder.Write("a.csv", text), new CsvOptions { Kind = kind }).Data;
        Assert.That(data.IsClassification, Is.EqualTo(classes));
        Assert.That(data.Outputs, Is.EqualTo(classes ? targets.Split(',').Distinct().Count() : 1));
    }

    [Test]
    public void ManyIntegersAreAmounts()
    {
        string text = "rooms,price\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 5},{1000 + (i % 150)}\n"));
        Assert.That(CsvDataset.Load(folder.Write("a.csv", text)).Data.IsClassification, Is.False);
    }

    [Test]
    public void ClassesOfIntegersAreInNumericOrder()
    {
        Dataset data = CsvDataset.Load(folder.Write("a.csv", "x,y\n1,10\n2,9\n3,9\n4,10\n5,-1\n6,-1\n")).Data;
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "-1", "9", "10" }));
        Assert.That(data.Label(0), Is.EqualTo(2));
    }

    [TestCase("length")]
    [TestCase("1")]
    public void TakesTheTargetByNameOrPosition(string target)
    {
        (Dataset data, TabularPreprocessing preprocessing) = CsvDataset.Load(folder.Write("a.csv", Flowers), new CsvOptions { Target = target });
        Assert.That((data.IsClassification, data.Values(2)[0], preprocessing.Width), Is.EqualTo((false, 3.5f, 6)));
    }

    [Test]
    public void StandardizesTheTargetAndBringsItBack()
    {
        (Dataset data, TabularPreprocessing preprocessing) = CsvDataset.Load(folder.Write("a.csv", Flowers), new CsvOptions { Target = "length", StandardizeTarget = true });
        float[] values = [.. Enumerable.Range(0, 4).Select(i => data.Values(i)[0])];
        Assert.That(values.Sum(), Is.EqualTo(0).Within(1e-6));
        Assert.That(values.Sum(x => x * x), Is.EqualTo(4).Within(1e-5));
        preprocessing.Target.Restore(values);
        Assert.That(values, Is.EqualTo(new[] { 1.5f, 2.5f, 3.5f, 4.5f }).Within(1e-6));
    }

    [Test]
    public void TestRowsDoNotLeakIntoTheMeans()
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i * i},{i % 2}\n"));
        DataSplit split = CsvDataset.LoadSplit(folder.Write("a.csv", text), null, 0.3, 5);
        Assert.That((split.Train.Count, split.Test.Count), Is.EqualTo((35, 15)));
        Assert.That(Enumerable.Range(0, 35).Sum(i => Row(split.Train, i)[0]), Is.EqualTo(0).Within(1e-4));
        Assert.That(Enumerable.Range(0, 15).Sum(i => Row(split.Test, i)[0]), Is.Not.EqualTo(0).Within(1e-3));
        TabularColumn x = split.Preprocessing!.Columns[0];
        double[] roots = [.. Enumerable.Range(0, 15).Select(i => Math.Sqrt((Row(split.Test, i)[0] * x.Deviation) + x.Mean))];
        Assert.That(roots.Select(r => Math.Abs(r - Math.Round(r))).Max(), Is.LessThan(1e-2), "raw values come back");
    }

    [Test]
    public void FillsMissingNumbersByTheMeanAndCategoriesByNone()
    {
        string path = folder.Write("a.csv", "x,c,y\n1,a,0\nNA,b,1\n3,,0\n2,a,1\n");
        Dataset data = CsvDataset.Load(path, new CsvOptions { FillMissing = true }).Data;
        Assert.That(Row(data, 1), Is.EqualTo(new[] { 0f, 0, 1 }));
        Assert.That(Row(data, 2)[1..], Is.EqualTo(new[] { 0f, 0 }));
        Assert.That(() => CsvDataset.Load(path), Throws.TypeOf<DataFormatException>().With.Message.EndsWith("line 3, column 'x': the value is missing."));
    }

    [TestCase("x,y\n1,a\n2,b,c\n", "line 3 has 3 columns")]
    [TestCase("x,y\n1,a\n2\n", "line 3 has 1 columns")]
    [TestCase("x,y\n1,a\n2,\n", "line 3, column 'y': the target is missing")]
    [TestCase("x,y\n1,a\n2,b\n3x,a\n4,b\n", "line 4, column 'x': '3x' is not a number")]
    [TestCase("x,y\n1,a\ninf,b\n", "line 3, column 'x': 'inf' is not a finite number")]
    [TestCase("x,y\n1,a\n1e39,b\n", "line 3, column 'x': '1e39' is not a finite number")]
    [TestCase("x,x\n1,2\n3,4\n", "two columns are named 'x'")]
    [TestCase("x\n1\n2\n", "only column")]
    [TestCase("x,y\n", "nothing below the header")]
    [TestCase("\n\n", "no rows")]
    [TestCase("", "empty")]
    public void SaysWhatIsWrongAndWhere(string text, string because) =>
        Assert.That(Corruptions.Refuses(folder.Write("a.csv", text), path => CsvDataset.Load(path)), Does.Contain(because));

    [Test]
    public void RefusesProseAsACategory()
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, 1200).Select(i => $"name {i},{i % 2}\n"));
        Assert.That(Corruptions.Refuses(folder.Write("a.csv", text), path => CsvDataset.Load(path)), Does.Contain("more than 1000 different"));
    }

    [Test]
    public void NumbersCanBeCategories()
    {
        string path = folder.Write("a.csv", "code,x,y\n10,1,0\n7,2,1\n10,3,0\n9,4,1\n");
        TabularPreprocessing preprocessing = CsvDataset.Load(path, new CsvOptions { Categorical = ["code"] }).Preprocessing;
        Assert.That(preprocessing.Columns[0].Categories, Is.EqualTo(new[] { "10", "7", "9" }));
        Assert.That(() => CsvDataset.Load(path, new CsvOptions { Target = "price" }), Throws.TypeOf<DataFormatException>().With.Message.Contains("no column 'price' among code, x, y"));
    }

    [Test]
    public void PreprocessingSurvivesJsonAndTreatsNewRowsAlike()
    {
        (Dataset data, TabularPreprocessing trained) = CsvDataset.Load(folder.Write("a.csv", Flowers));
        TabularPreprocessing preprocessing = TabularPreprocessing.FromJson(trained.ToJson());
        Assert.That(preprocessing.ToJson(), Is.EqualTo(trained.ToJson()));
        foreach (string rows in new[]
        {
            Flowers,
            Flowers[(Flowers.IndexOf('\n') + 1)..],
            "color,extra,width,length\nred,z,10,1.5\nblue,z,20,2.5\nred,z,30,3.5\nwhite,z,40,4.5\n",
            "1.5;red;10\n2.5;blue;20\n3.5;red;30\n4.5;white;40\n",
        })
        {
            Features inputs = CsvDataset.LoadInputs(folder.Write("new.csv", rows), preprocessing);
            Assert.That(inputs.Count, Is.EqualTo(4));
            var row = new float[5];
            for (int i = 0; i < 4; i++)
            {
                inputs.CopyRow(i, row);
                Assert.That(row, Is.EqualTo(Row(data, i)));
            }
        }

        Assert.That(CsvDataset.Load(folder.Write("new.csv", Flowers), preprocessing).Label(1), Is.EqualTo(1));
    }

    [TestCase("length,color\n1,red\n", "no column 'width'")]
    [TestCase("1,red\n", "2 columns")]
    [TestCase("1.5,green,10\n", "'green' is none of the categories")]
    [TestCase("1.5,red,x\n", "'x' is not a number")]
    [TestCase("1.5,red,\n", "the value is missing")]
    [TestCase("length,color,width\n", "nothing below the header")]
    public void RefusesNewRowsThatDoNotFit(string text, string because)
    {
        TabularPreprocessing preprocessing = CsvDataset.Load(folder.Write("a.csv", Flowers)).Preprocessing;
        Assert.That(Corruptions.Refuses(folder.Write("new.csv", text), path => CsvDataset.LoadInputs(path, preprocessing)), Does.Contain(because));
    }

    [Test]
    public void UnknownClassesAreRefused()
    {
        TabularPreprocessing preprocessing = CsvDataset.Load(folder.Write("a.csv", Flowers)).Preprocessing;
        string path = folder.Write("new.csv", "1.5,red,10,daisy\n");
        Assert.That(Corruptions.Refuses(path, name => CsvDataset.Load(name, preprocessing)), Does.Contain("'daisy' is none of the classes rose, tulip"));
        Assert.That(Corruptions.Refuses(folder.Write("new.csv", "1.5,red,10\n"), name => CsvDataset.Load(name, preprocessing)), Does.Contain("no target column 'kind'"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[1]")]
    [TestCase("""{"columns":[{"name":"x","position":0,"mean":0,"deviation":0,"categories":[]}],"target":{"name":"y","position":1,"classes":[],"mean":0,"deviation":1},"fills_missing":false}""")]
    public void RefusesOtherJson(string json) => Assert.That(() => TabularPreprocessing.FromJson(json), Throws.TypeOf<FormatException>());

    [Test]
    public void ManyRowsAreExact()
    {
        var text = new System.Text.StringBuilder("a,b,y\n");
        for (int i = 0; i < 20_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{i % 7},{i * 0.25}\n");
        }

        (Dataset data, TabularPreprocessing preprocessing) = CsvDataset.Load(folder.Write("a.csv.gz", TemporaryFolder.Gzip(System.Text.Encoding.UTF8.GetBytes(text.ToString()))));
        Assert.That(data.Count, Is.EqualTo(20_000));
        Assert.That(preprocessing.Columns[0].Mean, Is.EqualTo(9999.5f));
        Assert.That(data.Values(19_999)[0], Is.EqualTo(19_999 * 0.25f));
    }

    private static float[] Row(Dataset data, int sample)
    {
        var row = new float[data.InputShape.Count];
        data.Gather([sample], row);
        return row;
    }
}
