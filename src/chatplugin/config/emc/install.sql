-- Installs or updates the section of ChatPlugin in the configuration of EMC (database ACS).
-- Written by `chatplugin emc sql`, which also writes the way back: --rollback.
-- SQL Server 2012 or later. All or nothing; running it again changes nothing.
-- What is there before a change is kept in the table ChatPluginUndo.
USE <database>;
SET NOCOUNT ON;
SET XACT_ABORT ON;
SET QUOTED_IDENTIFIER ON;

DECLARE @Application nvarchar(200) = <application>;
DECLARE @Section nvarchar(200) = <section>;
DECLARE @EmptyOthers bit = <empty others>;

-- Place, Settled (1: EMC gets this value; 0: only where it has no such key), section, key, value,
-- description.
DECLARE @Wanted TABLE (
    Place int, Settled bit, SectionName nvarchar(200), ConfigName nvarchar(200),
    Value nvarchar(max), Description nvarchar(max)
);
INSERT INTO @Wanted VALUES (1, 1, N'Plug In Assembly List', @Section, @Section, N'');
<keys>

BEGIN TRY
    DECLARE @Sentence nvarchar(2000);
    DECLARE @AppID int, @Run int, @Place int, @Last int, @Changes int, @Found int;
    DECLARE @TemplateID int, @Settled bit, @SectionName nvarchar(200), @ConfigName nvarchar(200);
    DECLARE @Value nvarchar(max), @Description nvarchar(max), @Was nvarchar(max), @Room int;

    -- Was this file read in the encoding that it was written in?
    IF UNICODE(N'Ж') <> 1046
    BEGIN
        SET @Sentence = N'ChatPlugin: this file was read in another encoding than it was '
            + N'written in. Write it with --output. Nothing was changed.';
        THROW 51000, @Sentence, 1;
    END;

    -- Is this the database that is known from public scripts?
    DECLARE @Missing nvarchar(200) = CASE
        WHEN OBJECT_ID(N'dbo.stpAddTemplateSection', N'P') IS NULL
            THEN N'procedure stpAddTemplateSection'
        WHEN OBJECT_ID(N'dbo.stpAddTemplatePrimaryEx', N'P') IS NULL
            THEN N'procedure stpAddTemplatePrimaryEx'
        WHEN COL_LENGTH(N'dbo.tblApplication', N'AppID') IS NULL
            THEN N'column tblApplication.AppID'
        WHEN COL_LENGTH(N'dbo.tblApplication', N'AppName') IS NULL
            THEN N'column tblApplication.AppName'
        WHEN COL_LENGTH(N'dbo.tblTemplateSection', N'SectionID') IS NULL
            THEN N'column tblTemplateSection.SectionID'
        WHEN COL_LENGTH(N'dbo.tblTemplateSection', N'SectionName') IS NULL
            THEN N'column tblTemplateSection.SectionName'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'TemplateID') IS NULL
            THEN N'column tblTemplatePrimary.TemplateID'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'AppID') IS NULL
            THEN N'column tblTemplatePrimary.AppID'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'SectionID') IS NULL
            THEN N'column tblTemplatePrimary.SectionID'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'ConfigName') IS NULL
            THEN N'column tblTemplatePrimary.ConfigName'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'DefaultValue') IS NULL
            THEN N'column tblTemplatePrimary.DefaultValue'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'Editor') IS NULL
            THEN N'column tblTemplatePrimary.Editor'
        WHEN COL_LENGTH(N'dbo.tblTemplatePrimary', N'EditTime') IS NULL
            THEN N'column tblTemplatePrimary.EditTime'
    END;
    IF @Missing IS NOT NULL
    BEGIN
        SET @Sentence = N'ChatPlugin: this is not EMC''s database as it is known: there is no '
            + @Missing + N'. Add the keys in EMC''s Configuration Manager. Nothing was changed.';
        THROW 51000, @Sentence, 1;
    END;

    BEGIN TRANSACTION;
    SELECT @AppID = AppID FROM dbo.tblApplication WITH (UPDLOCK, HOLDLOCK)
    WHERE AppName = @Application;
    IF @AppID IS NULL
    BEGIN
        SET @Sentence = N'ChatPlugin: EMC has no application ''' + @Application
            + N'''. tblApplication.AppName has their names; give one by --application. '
            + N'Nothing was changed.';
        THROW 51000, @Sentence, 1;
    END;
    IF NOT EXISTS (
        SELECT * FROM dbo.tblTemplateSection WHERE SectionName = N'Plug In Assembly List'
    )
    BEGIN
        SET @Sentence = N'ChatPlugin: EMC has no section ''Plug In Assembly List'', where it '
            + N'would look for plug-ins. Nothing was changed.';
        THROW 51000, @Sentence, 1;
    END;

    IF OBJECT_ID(N'dbo.ChatPluginUndo', N'U') IS NULL
        CREATE TABLE dbo.ChatPluginUndo (
            Run int, Place int, AppID int, OwnSection nvarchar(200), SectionName nvarchar(200),
            ConfigName nvarchar(200), Added bit, Was nvarchar(max), Became nvarchar(max),
            ChangedAt datetime
        );
    SET @Run = (SELECT ISNULL(MAX(Run), 0) + 1 FROM dbo.ChatPluginUndo);
    SET @Changes = 0;
    -- A description may be cut; it is for people only.
    SET @Room = (
        SELECT CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS
        WHERE TABLE_SCHEMA = N'dbo' AND TABLE_NAME = N'tblTemplatePrimary'
            AND COLUMN_NAME = N'Description'
    );

    IF NOT EXISTS (SELECT * FROM dbo.tblTemplateSection WHERE SectionName = @Section)
    BEGIN
        INSERT INTO dbo.ChatPluginUndo
        VALUES (@Run, 0, @AppID, @Section, @Section, NULL, 1, NULL, NULL, GETDATE());
        EXEC dbo.stpAddTemplateSection @Section, N'';
        IF NOT EXISTS (SELECT * FROM dbo.tblTemplateSection WHERE SectionName = @Section)
        BEGIN
            SET @Sentence = N'ChatPlugin: EMC did not add the section ''' + @Section
                + N'''. Nothing was changed.';
            THROW 51000, @Sentence, 1;
        END;
        PRINT N'ChatPlugin: added the section ' + @Section;
        SET @Changes = 1;
    END;

    -- What the settings do not name is emptied, if that was asked for.
    SET @Last = (SELECT MAX(Place) FROM @Wanted);
    IF @EmptyOthers = 1
    BEGIN
        INSERT INTO @Wanted
        SELECT
            @Last + ROW_NUMBER() OVER (ORDER BY p.ConfigName), 1, @Section, p.ConfigName, N'', N''
        FROM dbo.tblTemplatePrimary AS p
        JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
        WHERE p.AppID = @AppID AND s.SectionName = @Section
            AND p.ConfigName COLLATE Latin1_General_CI_AS NOT IN (SELECT ConfigName FROM @Wanted);
        UPDATE @Wanted SET Settled = 1 WHERE Value = N'';
        SET @Last = (SELECT MAX(Place) FROM @Wanted);
    END;

    -- A list that names the section already, under whatever key, stays as it is.
    SET @Place = CASE WHEN EXISTS (
        SELECT * FROM dbo.tblTemplatePrimary AS p
        JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
        WHERE p.AppID = @AppID AND s.SectionName = N'Plug In Assembly List'
            AND CAST(p.DefaultValue AS nvarchar(max)) = @Section
    ) THEN 2 ELSE 1 END;

    WHILE @Place <= @Last
    BEGIN
        SELECT
            @Settled = Settled, @SectionName = SectionName, @ConfigName = ConfigName,
            @Value = Value,
            @Description = LEFT(Description, CASE WHEN @Room > 0 THEN @Room ELSE 4000 END)
        FROM @Wanted WHERE Place = @Place;
        SELECT
            @Found = COUNT(*), @TemplateID = MIN(p.TemplateID),
            @Was = MIN(CAST(p.DefaultValue AS nvarchar(max)))
        FROM dbo.tblTemplatePrimary AS p
        JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
        WHERE p.AppID = @AppID AND s.SectionName = @SectionName AND p.ConfigName = @ConfigName;
        IF @Found > 1
        BEGIN
            SET @Sentence = N'ChatPlugin: EMC has the key ''' + REPLACE(@ConfigName, N'%', N'%%')
                + N''' of the section ''' + @SectionName + N''' more than once. Take out what is '
                + N'too much in EMC''s Configuration Manager. Nothing was changed.';
            THROW 51000, @Sentence, 1;
        END;
        IF @Found = 0
            OR (@Settled = 1 AND ISNULL(@Was, N'') <> @Value COLLATE Latin1_General_BIN2)
        BEGIN
            INSERT INTO dbo.ChatPluginUndo
            VALUES (
                @Run, @Place, @AppID, @Section, @SectionName, @ConfigName,
                CASE @Found WHEN 0 THEN 1 ELSE 0 END, @Was, @Value, GETDATE()
            );
            IF @Found = 0
                EXEC dbo.stpAddTemplatePrimaryEx
                    @AppID, @ConfigName, @Value, @SectionName, @Description, 1, 1, 1, 0;
            ELSE
                UPDATE dbo.tblTemplatePrimary
                SET DefaultValue = @Value, Editor = LEFT(CURRENT_USER, 50), EditTime = GETDATE()
                WHERE TemplateID = @TemplateID;
            -- A procedure or a column may cut what is long, or not know a letter.
            IF 1 <> (
                SELECT COUNT(*) FROM dbo.tblTemplatePrimary AS p
                JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
                WHERE p.AppID = @AppID AND s.SectionName = @SectionName
                    AND p.ConfigName = @ConfigName
                    AND ISNULL(CAST(p.DefaultValue AS nvarchar(max)), N'')
                        = @Value COLLATE Latin1_General_BIN2
            )
            BEGIN
                SET @Sentence = N'ChatPlugin: EMC did not keep the key '''
                    + REPLACE(@ConfigName, N'%', N'%%') + N''' as it was given: its name or value '
                    + N'may be too long, or have a letter that the database does not know. '
                    + N'Nothing was changed.';
                THROW 51000, @Sentence, 1;
            END;
            PRINT CASE @Found WHEN 0 THEN N'ChatPlugin: added ' ELSE N'ChatPlugin: changed ' END
                + @SectionName + N', ' + @ConfigName;
            SET @Changes = @Changes + 1;
        END;
        SET @Place = @Place + 1;
    END;

    COMMIT TRANSACTION;
    IF @Changes = 0
        PRINT N'ChatPlugin: all was as it should be; nothing was changed.';
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;
    THROW;
END CATCH;
